#include "apps/relay/polls.hpp"

namespace cordee::relay {

Poll::Poll(Polls& all, const boost::asio::any_io_executor& executor, const wire::PollId& id)
    : all_{all}, id_{id}, server_{std::make_shared<transport::PollServer>(executor)}
{}

Poll::~Poll()
{
    all_.polls_.erase(id_);
}

void Poll::mark_paired()
{
    paired_ = true;
    std::size_t free = 0;
    for (auto* carrier : carriers_)
        if (free++ < kFreeCarriers)
            carrier->leave_entries();
}

void Poll::add(PollCarrier& carrier)
{
    carriers_.insert(&carrier);
    if (paired_ && carriers_.size() <= kFreeCarriers)
        carrier.leave_entries();
}

std::shared_ptr<Poll> Polls::open()
{
    auto poll = std::make_shared<Poll>(*this, executor_, random_.bytes<16>());
    polls_[poll->id()] = poll;
    return poll;
}

std::shared_ptr<Poll> Polls::find(const wire::PollId& id) const
{
    const auto found = polls_.find(id);
    auto poll = found == polls_.end() ? nullptr : found->second.lock();
    return poll && !poll->server().is_closed() ? poll : nullptr;
}

} // namespace cordee::relay
