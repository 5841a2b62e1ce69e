#include "core/session/pair_question.hpp"

namespace cordee::session {

namespace asio = boost::asio;

PairQuestion::PairQuestion(const asio::any_io_executor& strand, const SessionConfig& config,
                           Channels& channels, TaskGroup& tasks)
    : config_{config}, channels_{channels}, tasks_{tasks}, answered_{strand}
{}

asio::awaitable<Result<PairAnswer>> PairQuestion::ask(Permissions permissions)
{
    if (open_ || permissions.empty())
        co_return Errc::unexpected;
    open_ = true;
    answer_.reset();
    channels_.send_control(Pair{permissions});
    const auto until = config_.clock.steady() + config_.timing.consent;
    while (!answer_ && config_.clock.steady() < until)
        co_await answered_.wait_for(config_.timing.watch);
    open_ = false;
    if (!answer_)
        co_return Errc::timed_out;
    answer_->permissions = intersect(answer_->permissions, permissions);
    if (answer_->permissions.empty())
        co_return Errc::refused;
    co_return std::move(*answer_);
}

Result<void> PairQuestion::take(const Paired& answer)
{
    if (config_.self != Role::operator_ || !open_)
        return Errc::unexpected;
    answer_ = PairAnswer{answer.permissions, answer.device};
    answered_.notify();
    return {};
}

Result<void> PairQuestion::take(const Pair& question, bool verified)
{
    if (config_.self != Role::agent || open_)
        return Errc::unexpected;
    if (config_.pairing == nullptr || !verified) {
        channels_.send_control(Paired{});
        return {};
    }
    open_ = true;
    tasks_.spawn(answer(question.permissions));
    return {};
}

asio::awaitable<void> PairQuestion::answer(Permissions asked)
{
    auto given = co_await config_.pairing->ask(asked);
    open_ = false;
    channels_.send_control(Paired{intersect(given.permissions, asked), std::move(given.device)});
}

} // namespace cordee::session
