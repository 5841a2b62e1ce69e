#include "bench/broker_load/session_rate.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>

namespace cordee::bench {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kOperatorConnections = 64;
constexpr std::size_t kMostUnderWay = 4000; ///< beyond which the broker is not keeping up anyway

struct Run {
    BrokerUnderLoad& broker;
    SessionRate rate;
    std::deque<Caller> operators; ///< those that are free
    std::deque<Caller> clients;
    SessionTimes out;
    std::size_t under_way = 0;
    std::size_t number = 0;
    bool over = false;
};

/// Adds the time since it was made.
class Watch {
public:
    explicit Watch(Histogram& into) : into_{into} {}
    void stop()
    {
        const auto took = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - began_);
        into_.add(static_cast<std::uint64_t>(took.count()));
    }

private:
    Histogram& into_;
    Clock::time_point began_ = Clock::now();
};

Caller take(std::deque<Caller>& from)
{
    auto out = std::move(from.front());
    from.pop_front();
    return out;
}

ByteArray<32> fresh_key(std::size_t number)
{
    ByteArray<32> out{};
    for (std::size_t i = 0; i < 8; ++i)
        out[i] = static_cast<std::uint8_t>(number >> (8 * i));
    out[30] = 7;
    return out;
}

asio::awaitable<void> one_session(Run& run, Caller operator_side, Caller client_side)
{
    static const std::vector<endpoint::AskedModule> modules{{"remote-control", {"view"}}};
    const auto number = ++run.number;
    const auto key = fresh_key(number);
    const auto client_key = fresh_key(number + 50'000'000);
    const std::string name = "Lea's laptop";
    try {
        Watch inviting{run.out.calls["POST /invitations"]};
        const auto invitation = co_await operator_side.broker->invite(std::chrono::minutes{30}, key, modules);
        inviting.stop();
        Watch meeting{run.out.calls[run.rate.new_connections ? "POST /meetings, with its TLS handshake"
                                                             : "POST /meetings"]};
        const auto met = co_await client_side.broker->meet(invitation.id, client_key, name);
        meeting.stop();
        Watch closing{run.out.calls["POST /invitations/ID/close"]};
        co_await operator_side.broker->close(invitation.id, met.attempt);
        closing.stop();
        ++run.out.sessions;
    } catch (const std::exception& error) {
        ++run.out.failures;
        run.out.failure = error.what();
    }
    run.operators.push_back(std::move(operator_side));
    if (!run.rate.new_connections)
        run.clients.push_back(std::move(client_side));
    --run.under_way;
}

/// A page that somebody opens meanwhile.
asio::awaitable<void> look_now_and_then(Run& run, std::string token)
{
    auto caller = run.broker.caller(token);
    asio::steady_timer pause{co_await asio::this_coro::executor};
    while (!run.over) {
        Watch looking{run.out.calls["GET /connection"]};
        co_await caller.broker->connection_settings();
        looking.stop();
        pause.expires_after(std::chrono::milliseconds{10});
        co_await pause.async_wait(asio::use_awaitable);
    }
}

asio::awaitable<void> start_sessions(Run& run)
{
    const auto executor = co_await asio::this_coro::executor;
    asio::steady_timer next{executor};
    const auto began = Clock::now();
    const auto wanted = static_cast<std::size_t>(run.rate.per_second * run.rate.seconds);
    for (std::size_t i = 0; i < wanted; ++i) {
        next.expires_at(began + std::chrono::nanoseconds{static_cast<std::int64_t>(
                                    1e9 * static_cast<double>(i) / run.rate.per_second)});
        co_await next.async_wait(asio::use_awaitable);
        while (run.operators.empty() || run.under_way >= kMostUnderWay) {
            next.expires_after(std::chrono::milliseconds{1});
            co_await next.async_wait(asio::use_awaitable);
        }
        ++run.under_way;
        auto operator_side = take(run.operators);
        auto client_side = run.rate.new_connections ? run.broker.caller() : take(run.clients);
        asio::co_spawn(executor, one_session(run, std::move(operator_side), std::move(client_side)),
                       asio::detached);
    }
    while (run.under_way > 0) {
        next.expires_after(std::chrono::milliseconds{1});
        co_await next.async_wait(asio::use_awaitable);
    }
    run.out.seconds = std::chrono::duration<double>(Clock::now() - began).count();
}

} // namespace

asio::awaitable<SessionTimes> set_up_sessions(BrokerUnderLoad& broker,
                                              const std::vector<std::string>& operators, SessionRate rate)
{
    Run run{broker, rate, {}, {}, {}};
    for (std::size_t i = 0; i < kOperatorConnections; ++i) {
        run.operators.push_back(broker.caller(operators[i % operators.size()]));
        co_await run.operators.back().broker->connection_settings();
        run.clients.push_back(broker.caller());
    }
    const auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(executor, look_now_and_then(run, operators.front()), asio::detached);
    co_await start_sessions(run);
    run.over = true;
    asio::steady_timer last{executor, std::chrono::milliseconds{200}}; // for the one that looks
    co_await last.async_wait(asio::use_awaitable);
    co_return std::move(run.out);
}

} // namespace cordee::bench
