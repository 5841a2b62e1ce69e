#include "core/transport/poll_server.hpp"

#include "core/wire/poll.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::transport {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kRoom = 64 * 1024;
constexpr unsigned kAnswered = 200, kDone = 204, kMalformed = 400, kUnknown = 404, kNotNow = 409, kOver = 410;

} // namespace

class PollConnection final : public ServedConnection {
public:
    explicit PollConnection(std::shared_ptr<PollServer> poll) : poll_{std::move(poll)} {}
    ~PollConnection() override { PollConnection::close(); }

    asio::awaitable<Result<View>> receive() override
    {
        auto& poll = *poll_;
        for (;;) {
            if (poll.closed_)
                co_return Errc::closed;
            if (!poll.rest_.empty())
                co_return wire::take_poll_message(poll.rest_).value(); // checked when it came
            poll.current_ = std::exchange(poll.arrived_, {});
            poll.rest_ = poll.current_;
            if (!poll.rest_.empty()) {
                poll.changed();
                continue;
            }
            if (poll.left_)
                co_return Errc::closed;
            co_await poll.changed_.wait();
        }
    }

    asio::awaitable<Result<void>> send(View record) override
    {
        auto& poll = *poll_;
        if (record.empty() || record.size() > kMaxRecord)
            co_return Errc::too_large;
        while (!poll.closed_ && !poll.left_ && !poll.finished_ && !poll.outgoing_.empty() &&
               poll.outgoing_.size() + record.size() > kRoom)
            co_await poll.changed_.wait();
        if (poll.closed_ || poll.left_ || poll.finished_)
            co_return Errc::closed;
        co_return wire::append_poll_message(poll.outgoing_, record).has_value()
            ? (poll.changed(), Result<void>{})
            : Result<void>{Errc::too_large};
    }

    asio::awaitable<void> wait_readable() override
    {
        auto& poll = *poll_;
        while (!poll.closed_ && !poll.left_ && poll.rest_.empty() && poll.arrived_.empty())
            co_await poll.changed_.wait();
    }

    void finish() noexcept override
    {
        poll_->finished_ = true;
        poll_->changed();
    }

    void close() noexcept override { poll_->close(); }

private:
    std::shared_ptr<PollServer> poll_;
};

PollServer::PollServer(const asio::any_io_executor& executor, PollServerOptions options)
    : options_{options}, changed_{executor}, down_wait_{executor}, silence_{executor}
{}

std::unique_ptr<ServedConnection> PollServer::connection()
{
    touch();
    return std::make_unique<PollConnection>(shared_from_this());
}

void PollServer::touch()
{
    silence_.expires_after(options_.silence);
    silence_.async_wait([weak = weak_from_this()](const boost::system::error_code& error) {
        if (const auto self = weak.lock(); self && !error)
            self->close();
    });
}

void PollServer::changed()
{
    changed_.notify();
    down_wait_.cancel();
}

void PollServer::close()
{
    closed_ = true;
    arrived_ = {};
    outgoing_ = {};
    kept_.reset();
    silence_.cancel();
    changed();
}

void PollServer::end()
{
    left_ = true;
    changed();
}

asio::awaitable<PollReply> PollServer::up(std::uint64_t number, Bytes body)
{
    if (closed_ || left_)
        co_return PollReply{kUnknown};
    touch();
    if (number + 1 == next_up_)
        co_return PollReply{kDone}; // its answer did not arrive
    if (number != next_up_)
        co_return PollReply{kNotNow};
    if (!wire::check_poll_body(body)) {
        close();
        co_return PollReply{kMalformed};
    }
    const auto turn = ++up_turn_;
    changed(); // an older request with this number finds that it has lost its turn
    while (!closed_ && turn == up_turn_ && !arrived_.empty())
        co_await changed_.wait();
    if (turn != up_turn_)
        co_return PollReply{kNotNow};
    if (closed_)
        co_return PollReply{kUnknown};
    ++next_up_;
    arrived_ = std::move(body);
    changed();
    co_return PollReply{kDone};
}

asio::awaitable<PollReply> PollServer::down(std::uint64_t number)
{
    if (closed_ || left_)
        co_return PollReply{kUnknown};
    touch();
    if (number + 1 == next_down_) {
        if (kept_)
            co_return PollReply{kAnswered, kept_};
    } else if (number == next_down_) {
        kept_.reset();
        ++next_down_;
    } else {
        co_return PollReply{kNotNow};
    }
    const auto turn = ++down_turn_;
    down_wait_.cancel(); // an older request finds that it has lost its turn
    const auto until = asio::steady_timer::clock_type::now() + options_.hold;
    while (!closed_ && !left_ && turn == down_turn_ && outgoing_.empty() && !finished_ &&
           asio::steady_timer::clock_type::now() < until) {
        down_wait_.expires_at(until);
        co_await down_wait_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    if (turn != down_turn_)
        co_return PollReply{kNotNow};
    if (closed_)
        co_return PollReply{kUnknown};
    if (!outgoing_.empty()) {
        kept_ = std::make_shared<const Bytes>(std::exchange(outgoing_, {}));
        changed_.notify();
        co_return PollReply{kAnswered, kept_};
    }
    if (finished_) { // everything was taken, and now the side knows that it was all
        end();
        co_return PollReply{kOver};
    }
    co_return PollReply{kDone};
}

} // namespace cordee::transport
