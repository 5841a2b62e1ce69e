#include "core/transport/long_poll_connection.hpp"

#include "core/base/deadline.hpp"
#include "core/base/race.hpp"
#include "core/base/signal.hpp"
#include "core/base/task_group.hpp"
#include "core/wire/poll.hpp"

#include <deque>
#include <optional>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using Kind = wire::PollRequest::Kind;

constexpr std::size_t kMaxAhead = 64 * 1024;
constexpr std::chrono::seconds kFarewell{5};

constexpr unsigned kOk = 200, kNoContent = 204, kNotFound = 404, kGone = 410, kServerErrors = 500;

/// Shared by the connection and its two pumps, of which one may outlive it to send the rest.
struct Poll {
    Poll(const asio::any_io_executor& on, PollHttp up_line, PollHttp down_line, LongPollOptions with)
        : executor{on}, up{std::move(up_line)}, down{std::move(down_line)}, options{with}, changed{on},
          pumps{on}, farewell{on}
    {}

    asio::any_io_executor executor;
    PollHttp up;
    PollHttp down;
    LongPollOptions options;
    wire::PollId id{};
    Signal changed;
    TaskGroup pumps;
    TaskGroup farewell;

    std::deque<Bytes> outgoing;
    std::size_t ahead = 0; ///< bytes that the relay has not acknowledged
    Bytes arrived;         ///< checked, and not yet begun to be received
    bool closing = false;
    boost::system::error_code failure;

    void fail(boost::system::error_code error)
    {
        if (!failure)
            failure = error;
        changed.notify();
    }
};

asio::awaitable<void> pause(std::chrono::milliseconds time)
{
    asio::steady_timer timer{co_await asio::this_coro::executor, time};
    co_await timer.async_wait(asio::use_awaitable);
}

/// Of a status that is not what was asked for.
Errc meaning_of(unsigned status)
{
    return status == kNotFound || status == kGone ? Errc::closed : Errc::io_error;
}

/// The same request until it is answered: its number tells the relay that it knows it already.
asio::awaitable<Result<PollAnswer>> insist(PollHttp& line, LongPollOptions options, std::string target,
                                           View body, std::chrono::milliseconds deadline)
{
    boost::system::error_code last = Errc::io_error;
    for (int attempt = 0; attempt < options.tries; ++attempt) {
        if (attempt > 1) // a connection that was closed while idle is normal
            co_await pause(options.pause);
        auto answer = co_await with_deadline(deadline, line.request("POST", target, body));
        if (answer && answer->status < kServerErrors)
            co_return std::move(*answer);
        last = answer ? make_error_code(Errc::io_error) : answer.error();
        if (last == Errc::malformed || last == Errc::too_large)
            break;
    }
    co_return last;
}

asio::awaitable<Result<void>> send_waiting(Poll& poll, std::uint64_t number)
{
    Bytes body;
    std::size_t taken = 0;
    std::size_t count = 0;
    for (; count < poll.outgoing.size() && body.size() < kMaxAhead; ++count) {
        if (const auto added = wire::append_poll_message(body, poll.outgoing[count]); !added)
            co_return added.error();
        taken += poll.outgoing[count].size();
    }
    const auto answer = co_await insist(poll.up, poll.options, wire::poll_target({Kind::up, poll.id, number}),
                                        body, poll.options.request_deadline);
    if (!answer)
        co_return answer.error();
    if (answer->status != kNoContent && answer->status != kOk)
        co_return meaning_of(answer->status);
    poll.outgoing.erase(poll.outgoing.begin(), poll.outgoing.begin() + static_cast<std::ptrdiff_t>(count));
    poll.ahead -= taken;
    poll.changed.notify();
    co_return Result<void>{};
}

/// Until everything is sent after close(), or something fails.
asio::awaitable<void> pump_up(Poll& poll)
{
    for (std::uint64_t number = 0; !poll.failure; ++number) {
        while (poll.outgoing.empty() && !poll.closing && !poll.failure)
            co_await poll.changed.wait();
        if (poll.outgoing.empty())
            break;
        if (const auto sent = co_await send_waiting(poll, number); !sent)
            co_return poll.fail(sent.error());
    }
}

asio::awaitable<void> wait_for_farewell(Poll& poll)
{
    while (!poll.closing)
        co_await poll.changed.wait();
    co_await pause(kFarewell);
}

asio::awaitable<void> send_all(std::shared_ptr<Poll> poll)
{
    co_await race(pump_up(*poll), wait_for_farewell(*poll));
    (void)co_await with_deadline(kFarewell,
                                 poll->up.request("DELETE", wire::poll_target({Kind::end, poll->id}), {}));
}

asio::awaitable<void> pump_down(std::shared_ptr<Poll> poll)
{
    const auto deadline = poll->options.hold + poll->options.request_deadline;
    for (std::uint64_t number = 0; !poll->failure && !poll->closing;) {
        while (!poll->arrived.empty() && !poll->closing)
            co_await poll->changed.wait();
        const auto asked = std::chrono::steady_clock::now();
        auto answer = co_await insist(poll->down, poll->options,
                                      wire::poll_target({Kind::down, poll->id, number}), {}, deadline);
        if (!answer)
            co_return poll->fail(answer.error());
        if (answer->status != kOk && answer->status != kNoContent)
            co_return poll->fail(meaning_of(answer->status));
        if (const auto whole = wire::check_poll_body(answer->body); !whole)
            co_return poll->fail(whole.error());
        if (answer->status == kOk)
            ++number;
        poll->arrived = std::move(answer->body);
        poll->changed.notify();
        if (poll->arrived.empty() && std::chrono::steady_clock::now() - asked < poll->options.pause)
            co_await pause(poll->options.pause);
    }
}

class LongPollConnection final : public Connection {
public:
    explicit LongPollConnection(std::shared_ptr<Poll> poll) : poll_{std::move(poll)}
    {
        poll_->pumps.spawn(pump_down(poll_));
        poll_->farewell.spawn(send_all(poll_));
    }
    ~LongPollConnection() override { LongPollConnection::close(); }

    asio::awaitable<Result<View>> receive() override
    {
        const auto poll = poll_;
        for (;;) {
            if (closed_)
                co_return Errc::closed;
            if (!rest_.empty())
                co_return wire::take_poll_message(rest_); // checked when it came
            if (!poll->arrived.empty()) {
                current_ = std::exchange(poll->arrived, {});
                rest_ = current_;
                poll->changed.notify();
                continue;
            }
            if (poll->failure)
                co_return poll->failure;
            co_await poll->changed.wait();
        }
    }

    asio::awaitable<Result<void>> send(View record) override
    {
        const auto poll = poll_;
        if (record.empty() || record.size() > kMaxRecord)
            co_return Errc::too_large;
        while (!poll->failure && !poll->closing && poll->ahead > 0 && poll->ahead + record.size() > kMaxAhead)
            co_await poll->changed.wait();
        if (poll->closing)
            co_return Errc::closed;
        if (poll->failure)
            co_return poll->failure;
        poll->outgoing.push_back(to_bytes(record));
        poll->ahead += record.size();
        poll->changed.notify();
        co_return Result<void>{};
    }

    void close() noexcept override
    {
        if (closed_)
            return;
        closed_ = true;
        poll_->closing = true;
        poll_->changed.notify();
        poll_->pumps.cancel();
    }

private:
    std::shared_ptr<Poll> poll_;
    Bytes current_;
    View rest_; ///< of current_, not yet received
    bool closed_ = false;
};

} // namespace

asio::awaitable<Result<std::unique_ptr<Connection>>>
connect_long_poll(ByteStream stream, StreamOpener open, std::string host, LongPollOptions options)
{
    PollHttp down{open, host};
    down.use(std::move(stream));
    const auto begun = co_await down.request("POST", wire::poll_target({}), {});
    if (!begun)
        co_return begun.error() == Errc::malformed ? Errc::unsupported : begun.error();
    const auto digits = from_hex(as_text(begun->body));
    const auto id = digits ? to_array<16>(*digits) : std::nullopt;
    if (begun->status != kOk || !id)
        co_return Errc::unsupported;
    auto poll = std::make_shared<Poll>(co_await asio::this_coro::executor, PollHttp{open, host},
                                       std::move(down), options);
    poll->id = *id;
    co_return std::unique_ptr<Connection>{std::make_unique<LongPollConnection>(std::move(poll))};
}

} // namespace cordee::transport
