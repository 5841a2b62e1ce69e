#include "core/endpoint/wait_for_client.hpp"

#include "core/base/race.hpp"
#include "core/endpoint/stop_signal.hpp"

#include <boost/asio/cancellation_state.hpp>
#include <boost/asio/steady_timer.hpp>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;
using Found = std::optional<Meeting>;

struct Waiting {
    BrokerClient& broker;
    const KeptInvitation& kept;
    const Clock& clock;
    Terminal& terminal;
    int after;
    Candidates candidates;
    std::chrono::milliseconds pause;
};

/// One question; `away` says that the broker could not answer.
asio::awaitable<Found> ask_once(const Waiting& waiting, bool& away)
{
    std::string why;
    try {
        auto found = co_await waiting.broker.wait_for_client(waiting.kept.invitation, waiting.after,
                                                             waiting.candidates);
        away = false;
        co_return found;
    } catch (const BrokerError& error) {
        if (!error.may_pass() || waiting.clock.now() >= waiting.kept.expires)
            throw;
        why = error.what();
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() == asio::cancellation_type::none && !away) // a person who stops waiting knows why
        waiting.terminal.say(why);
    away = true;
    co_return std::nullopt;
}

asio::awaitable<Found> ask_until_there(Waiting waiting)
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (bool away = false;;) {
        auto found = co_await ask_once(waiting, away);
        if (found)
            co_return found;
        if (!away)
            continue;
        timer.expires_after(waiting.pause);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<Found> until_stopped()
{
    co_await stop_signal();
    co_return std::nullopt;
}

} // namespace

asio::awaitable<Found> wait_for_client(BrokerClient& broker, const KeptInvitation& kept, const Clock& clock,
                                       Terminal& terminal, int after, Candidates candidates,
                                       std::chrono::milliseconds pause)
{
    Waiting waiting{broker, kept, clock, terminal, after, std::move(candidates), pause};
    co_return co_await race(ask_until_there(std::move(waiting)), until_stopped());
}

} // namespace cordee::endpoint
