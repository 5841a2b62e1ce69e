#include "apps/relay/quota.hpp"

#include <algorithm>

namespace cordee::relay {
namespace {

namespace ip = boost::asio::ip;

/// Whoever has one IPv6 address has its whole /64.
ip::address subscriber(const ip::address& address)
{
    if (address.is_v4())
        return address;
    const auto six = address.to_v6();
    if (six.is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, six);
    auto bytes = six.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), std::uint8_t{0});
    return ip::address_v6{bytes};
}

} // namespace

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
