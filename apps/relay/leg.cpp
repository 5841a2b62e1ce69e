#include "apps/relay/leg.hpp"

#include "apps/relay/open_socket.hpp"
#include "apps/relay/remote_connection.hpp"
#include "apps/relay/say_at_once.hpp"
#include "core/base/deadline.hpp"
#include "core/transport/tcp_connection.hpp"

namespace cordee::relay {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::milliseconds kLegFarewellTime{5'000}; ///< the side may have to ask for the answer
constexpr std::size_t kMaxIgnored = 64 * 1024;

} // namespace

Leg Leg::moved(const asio::any_io_executor& here, const asio::any_io_executor& there) &&
{
    if (served_ && here != there)
        served_ = std::make_unique<RemoteConnection>(std::move(served_), here);
    return std::move(*this);
}

void Leg::mark_admitted()
{
    if (poll_)
        poll_->mark_admitted();
}

void Leg::mark_paired()
{
    if (poll_)
        poll_->mark_paired();
}

asio::awaitable<bool> Leg::say(View message)
{
    if (!served_)
        co_return send_now(native_.get(), message);
    const auto sent = co_await served_->send(message);
    co_return sent.has_value();
}

asio::awaitable<Result<Bytes>> Leg::read_entry()
{
    const auto message = co_await served_->receive();
    if (!message)
        co_return message.error();
    if (message->size() > wire::kMaxRelayEntry)
        co_return Errc::too_large;
    co_return to_bytes(*message);
}

asio::awaitable<void> Leg::wait_readable()
{
    co_await served_->wait_readable();
}

asio::awaitable<Result<void>> Leg::ignore_rest()
{
    for (std::size_t total = 0; total < kMaxIgnored;) {
        const auto record = co_await served_->receive();
        if (!record)
            co_return record.error();
        total += record->size();
    }
    co_return Result<void>{};
}

asio::awaitable<void> Leg::turn_away(wire::RelayAnswer answer)
{
    const ByteArray<1> byte{static_cast<std::uint8_t>(answer)};
    const bool told = co_await say(byte);
    if (!told)
        co_return;
    served_->finish();
    co_await with_deadline(kLegFarewellTime, ignore_rest());
}

transport::Connection& Leg::records(const asio::any_io_executor& executor)
{
    if (served_)
        return *served_;
    if (!records_)
        records_ = std::make_unique<transport::TcpConnection>(adopt_socket(executor, std::move(native_)));
    return *records_;
}

} // namespace cordee::relay
