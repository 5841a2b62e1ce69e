#include "apps/relay/polls.hpp"

#include "core/base/run_on.hpp"

namespace cordee::relay {

using transport::PollReply;

namespace {

constexpr unsigned kDone = 204, kUnknown = 404;

boost::asio::awaitable<PollReply> end_server(transport::PollServer& server)
{
    const bool known = !server.is_closed();
    server.end();
    co_return PollReply{known ? kDone : kUnknown};
}

} // namespace

Poll::Poll(Polls& all, const boost::asio::any_io_executor& executor, const wire::PollId& id)
    : all_{all}, executor_{executor}, id_{id}, server_{std::make_shared<transport::PollServer>(executor)}
{}

Poll::~Poll()
{
    const std::scoped_lock lock{all_.mutex_};
    all_.polls_.erase(id_);
}

boost::asio::awaitable<PollReply> Poll::up(std::uint64_t number, Bytes body)
{
    co_return co_await run_on(executor_, server_->up(number, std::move(body)));
}

boost::asio::awaitable<PollReply> Poll::down(std::uint64_t number)
{
    co_return co_await run_on(executor_, server_->down(number));
}

boost::asio::awaitable<PollReply> Poll::end()
{
    co_return co_await run_on(executor_, end_server(*server_));
}

void Poll::mark_admitted()
{
    const std::scoped_lock lock{mutex_};
    admitted_ = true;
    for (auto* carrier : carriers_)
        carrier->admit();
}

void Poll::mark_paired()
{
    const std::scoped_lock lock{mutex_};
    paired_ = true;
    std::size_t free = 0;
    for (auto* carrier : carriers_)
        if (free++ < kFreeCarriers)
            carrier->leave_entries();
}

void Poll::add(PollCarrier& carrier)
{
    const std::scoped_lock lock{mutex_};
    carriers_.insert(&carrier);
    if (admitted_)
        carrier.admit();
    if (paired_ && carriers_.size() <= kFreeCarriers)
        carrier.leave_entries();
}

void Poll::remove(PollCarrier& carrier)
{
    const std::scoped_lock lock{mutex_};
    carriers_.erase(&carrier);
}

std::shared_ptr<Poll> Polls::open(const boost::asio::any_io_executor& executor)
{
    auto poll = std::make_shared<Poll>(*this, executor, random_.bytes<16>());
    const std::scoped_lock lock{mutex_};
    polls_[poll->id()] = poll;
    return poll;
}

std::shared_ptr<Poll> Polls::find(const wire::PollId& id) const
{
    const std::scoped_lock lock{mutex_};
    const auto found = polls_.find(id);
    return found == polls_.end() ? nullptr : found->second.lock();
}

std::size_t Polls::size() const
{
    const std::scoped_lock lock{mutex_};
    return polls_.size();
}

} // namespace cordee::relay
