#include "apps/relay/quota.hpp"

#include "apps/relay/subscriber.hpp"

namespace cordee::relay {

namespace ip = boost::asio::ip;

std::optional<Quota::Place> Quota::take(const ip::address& address)
{
    const auto from = subscriber(address);
    const std::scoped_lock lock{mutex_};
    if (taken_ >= total_)
        return std::nullopt;
    const auto found = by_address_.find(from);
    if (found != by_address_.end() && found->second >= per_address_)
        return std::nullopt;
    ++taken_;
    ++by_address_[from];
    return Place{*this, from};
}

void Quota::set_limits(std::size_t total, std::size_t per_address)
{
    const std::scoped_lock lock{mutex_};
    total_ = total;
    per_address_ = per_address;
}

std::size_t Quota::taken() const
{
    const std::scoped_lock lock{mutex_};
    return taken_;
}

Quota::Place::~Place()
{
    if (quota_ == nullptr)
        return;
    const std::scoped_lock lock{quota_->mutex_};
    --quota_->taken_;
    const auto found = quota_->by_address_.find(from_);
    if (--found->second == 0)
        quota_->by_address_.erase(found);
}

} // namespace cordee::relay
