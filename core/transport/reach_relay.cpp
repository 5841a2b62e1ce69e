#include "core/transport/reach_relay.hpp"

#include "core/base/deadline.hpp"
#include "core/base/logging.hpp"
#include "core/transport/long_poll_connection.hpp"
#include "core/transport/relay_route.hpp"
#include "core/transport/staggered.hpp"
#include "core/transport/websocket_connection.hpp"
#include "core/wire/poll.hpp"

#include <algorithm>
#include <exception>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using std::chrono::steady_clock;

std::chrono::milliseconds elapsed_since(steady_clock::time_point then)
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - then);
}

/// One reach_relay(), in whose frame it lives.
struct Dial {
    Dial(const asio::any_io_executor& executor, RelayTarget to, DialOptions with)
        : target{std::move(to)}, options{std::move(with)}, lookup{std::make_shared<const Lookup>(executor,
                                                                                                 target.host)}
    {
        if (options.proxy && is_excepted(options.no_proxy, target.host))
            options.proxy.reset();
        if (options.proxy)
            proxy_lookup = std::make_shared<const Lookup>(executor, options.proxy->address.host);
    }

    [[nodiscard]] RelayRoute route(const PlannedTry& plan) const
    {
        const bool by_proxy = plan.route == Route::proxy;
        return {{target.host, plan.port},
                by_proxy ? proxy_lookup : lookup,
                by_proxy ? options.proxy : std::nullopt,
                plan.encapsulation == Encapsulation::https};
    }

    RelayTarget target;
    DialOptions options;
    std::shared_ptr<const Lookup> lookup;
    std::shared_ptr<const Lookup> proxy_lookup;
    steady_clock::time_point start = steady_clock::now();
    bool won = false;
    std::vector<TryEnd> ends;
};

/// A try under way; when it goes, by whatever way, its end is told.
class RunningTry {
public:
    RunningTry(Dial& dial, const PlannedTry& plan, bool long_poll) : dial_{dial}
    {
        record_.port = plan.port;
        record_.encapsulation = plan.encapsulation;
        record_.route = plan.route;
        record_.long_poll = long_poll;
        record_.began = elapsed_since(dial.start);
    }
    RunningTry(const RunningTry&) = delete;
    RunningTry& operator=(const RunningTry&) = delete;
    ~RunningTry()
    {
        // Neither ended nor cancelled: the program stops, and nobody who wants to know is left.
        if (!ended_ && std::uncaught_exceptions() == 0)
            return;
        record_.took = elapsed_since(dial_.start) - record_.began;
        if (!ended_ && dial_.won)
            record_.end = TryEnd::beaten;
        log::debug("relay {}: {}: {}", dial_.target.id, describe(record_), to_string(record_.end));
        dial_.ends.push_back(record_.end);
        if (dial_.options.trace)
            dial_.options.trace(record_);
    }

    TryEnd& end() { return record_.end; }
    void finish() { ended_ = true; }
    void finish(TryEnd how)
    {
        record_.end = how;
        ended_ = true;
    }

    /// Waits for the greeting; that decides.
    asio::awaitable<Result<ReachedRelay>> greet(std::unique_ptr<RelayDoor> door)
    {
        const auto nonce = co_await door->greeting();
        if (!nonce) {
            co_await judge_unless_cancelled();
            finish(nonce.error() == Errc::closed || nonce.error() == Errc::io_error ? TryEnd::cut
                                                                                    : TryEnd::not_a_relay);
            co_return nonce.error();
        }
        dial_.won = true;
        finish(TryEnd::reached);
        record_.took = elapsed_since(dial_.start) - record_.began;
        ReachedRelay out;
        out.id = dial_.target.id;
        out.address = {dial_.target.host, record_.port};
        out.by = record_;
        if (const auto known = dial_.lookup->known(); !known.empty())
            out.ip = known.front();
        out.nonce = *nonce;
        out.door = std::move(door);
        co_return out;
    }

private:
    Dial& dial_;
    RelayTry record_;
    bool ended_ = false;
};

asio::awaitable<Result<ReachedRelay>> try_native(Dial& dial, PlannedTry plan)
{
    RunningTry running{dial, plan, false};
    auto socket = co_await open_socket(dial.route(plan), running.end());
    if (!socket) {
        running.finish();
        co_return socket.error();
    }
    boost::system::error_code unknown;
    const auto peer = socket->remote_endpoint(unknown).address();
    auto reached = co_await running.greet(make_native_door(std::move(*socket)));
    if (reached && plan.route == Route::direct && !unknown)
        reached->ip = peer;
    co_return std::move(reached);
}

/// What the long-poll has to know of the WebSocket before it.
struct Precursor {
    explicit Precursor(const asio::any_io_executor& executor)
        : changed{executor, steady_clock::time_point::max()}
    {}
    asio::steady_timer changed;
    bool ended = false;
    std::optional<steady_clock::time_point> connected;
    std::optional<asio::ip::address> peer; ///< of a direct connection
};

void note_peer(const RelayRoute& route, ByteStream& stream, std::optional<asio::ip::address>& peer)
{
    boost::system::error_code unknown;
    const auto endpoint = stream.socket().remote_endpoint(unknown);
    if (!route.proxy && !unknown)
        peer = endpoint.address();
}

asio::awaitable<Result<ReachedRelay>> try_websocket(Dial& dial, PlannedTry plan, Precursor& precursor)
{
    RunningTry running{dial, plan, false};
    const auto route = dial.route(plan);
    auto stream = co_await open_stream(route, running.end());
    if (!stream) {
        running.finish();
        co_return stream.error();
    }
    note_peer(route, *stream, precursor.peer);
    precursor.connected = steady_clock::now();
    precursor.changed.cancel();
    auto connection =
        co_await connect_websocket(std::move(*stream), host_header(route), std::string{wire::kStreamTarget});
    if (!connection) {
        co_await judge_unless_cancelled();
        running.finish(connection.error() == Errc::unsupported ? TryEnd::not_a_relay : TryEnd::cut);
        co_return connection.error();
    }
    co_return co_await running.greet(make_message_door(std::move(*connection)));
}

asio::awaitable<Result<ReachedRelay>> watched_websocket(Dial& dial, PlannedTry plan, Precursor& precursor)
{
    auto reached = co_await try_websocket(dial, plan, precursor);
    precursor.ended = true;
    precursor.changed.cancel();
    if (reached)
        reached->ip = precursor.peer ? precursor.peer : reached->ip;
    co_return std::move(reached);
}

/// False when a long-poll would meet with the same end.
asio::awaitable<bool> is_called_for(const Dial& dial, Precursor& precursor)
{
    for (;;) {
        const auto due = precursor.connected ? *precursor.connected + dial.options.websocket_patience
                                             : steady_clock::time_point::max();
        if (precursor.ended)
            co_return precursor.connected.has_value();
        if (steady_clock::now() >= due)
            co_return true;
        precursor.changed.expires_at(due);
        co_await precursor.changed.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

/// Every connection of a long-poll has to end at the same machine.
StreamOpener opener_of(RelayRoute route)
{
    return [route = std::move(route)]() -> asio::awaitable<Result<ByteStream>> {
        // A coroutine's frame outlives the lambda's call, not the lambda: the route goes into a parameter.
        return [](RelayRoute way) -> asio::awaitable<Result<ByteStream>> {
            auto end = TryEnd::beaten;
            co_return co_await open_stream(std::move(way), end);
        }(route);
    };
}

asio::awaitable<Result<ReachedRelay>> try_long_poll(Dial& dial, PlannedTry plan, Precursor& precursor)
{
    if (!co_await is_called_for(dial, precursor))
        co_return Errc::unreachable;
    RunningTry running{dial, plan, true};
    auto route = dial.route(plan);
    if (precursor.peer)
        route.lookup =
            std::make_shared<const Lookup>(co_await asio::this_coro::executor, precursor.peer->to_string());
    auto stream = co_await open_stream(route, running.end());
    if (!stream) {
        running.finish();
        co_return stream.error();
    }
    auto connection = co_await connect_long_poll(std::move(*stream), opener_of(route), host_header(route));
    if (!connection) {
        co_await judge_unless_cancelled();
        running.finish(connection.error() == Errc::closed || connection.error() == Errc::io_error
                           ? TryEnd::cut
                           : TryEnd::not_a_relay);
        co_return connection.error();
    }
    auto reached = co_await running.greet(make_message_door(std::move(*connection)));
    if (reached && precursor.peer)
        reached->ip = precursor.peer;
    co_return std::move(reached);
}

asio::awaitable<Result<ReachedRelay>> try_http(Dial& dial, PlannedTry plan)
{
    Precursor precursor{co_await asio::this_coro::executor};
    std::vector<Lane<ReachedRelay>> lanes(2);
    lanes[0].attempts.push_back(watched_websocket(dial, plan, precursor));
    lanes[1].attempts.push_back(try_long_poll(dial, plan, precursor));
    auto reached = co_await first_success(std::move(lanes));
    if (!reached)
        co_return Errc::unreachable;
    co_return std::move(*reached);
}

asio::awaitable<Result<ReachedRelay>> try_one(Dial& dial, PlannedTry plan)
{
    return plan.encapsulation == Encapsulation::native ? try_native(dial, plan) : try_http(dial, plan);
}

asio::awaitable<Result<ReachedRelay>> try_all(Dial& dial)
{
    std::vector<Lane<ReachedRelay>> lanes(2);
    const auto& [target, options] = std::tie(dial.target, dial.options);
    for (const auto& plan :
         plan_tries(target.ports, target.encapsulations, options.proxy.has_value(), options.stagger)) {
        auto& lane = lanes[plan.route == Route::direct ? 1 : 0];
        if (lane.attempts.empty()) {
            lane.offset = plan.start;
            lane.stagger = options.stagger;
        }
        lane.attempts.push_back(try_one(dial, plan));
    }
    auto reached = co_await first_success(std::move(lanes));
    if (!reached)
        co_return Errc::unreachable;
    co_return std::move(*reached);
}

/// A host is written into requests; nothing may hide in it.
bool is_well_formed(const RelayTarget& target)
{
    return parse_address(to_string(Address{target.host, 1})).has_value();
}

/// Of all tries together, what helps most to know.
Errc meaning_of(const std::vector<TryEnd>& ends)
{
    const auto any = [&](std::initializer_list<TryEnd> which) {
        return std::any_of(ends.begin(), ends.end(), [&](TryEnd end) {
            return std::find(which.begin(), which.end(), end) != which.end();
        });
    };
    if (ends.empty())
        return Errc::unsupported;
    if (any({TryEnd::proxy_password, TryEnd::proxy_scheme}))
        return Errc::not_permitted;
    if (any({TryEnd::not_a_relay, TryEnd::no_tls}))
        return Errc::malformed;
    if (any({TryEnd::dropped, TryEnd::silent, TryEnd::proxy_silent}))
        return Errc::timed_out;
    return Errc::unreachable;
}

} // namespace

std::string name_of(const ReachedRelay& relay)
{
    return to_string(relay.address) + " " + std::string{to_string(relay.by.encapsulation)};
}

asio::awaitable<Result<ReachedRelay>> reach_relay(RelayTarget target, DialOptions options)
{
    if (!is_well_formed(target))
        co_return Errc::malformed;
    Dial dial{co_await asio::this_coro::executor, std::move(target), std::move(options)};
    auto reached = co_await with_deadline(dial.options.deadline, try_all(dial));
    if (!reached)
        co_return meaning_of(dial.ends);
    co_return std::move(*reached);
}

asio::awaitable<Result<ReachedRelay>> try_relay(RelayTarget target, PlannedTry what, DialOptions options)
{
    if (!is_well_formed(target))
        co_return Errc::malformed;
    Dial dial{co_await asio::this_coro::executor, std::move(target), std::move(options)};
    if (what.route == Route::proxy && !dial.options.proxy)
        co_return Errc::unsupported;
    auto reached = co_await with_deadline(dial.options.deadline, try_one(dial, what));
    if (!reached)
        co_return meaning_of(dial.ends);
    co_return std::move(*reached);
}

} // namespace cordee::transport
