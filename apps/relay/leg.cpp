#include "apps/relay/leg.hpp"

#include "apps/relay/remote_connection.hpp"
#include "core/base/deadline.hpp"
#include "core/transport/tcp_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include <array>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::chrono::milliseconds kShortFarewellTime{1'000};
constexpr std::chrono::milliseconds kLongFarewellTime{5'000}; ///< when the side must ask for the answer first
constexpr std::size_t kMaxIgnored = 64 * 1024;
constexpr auto kOutcome = asio::as_tuple(asio::use_awaitable);

asio::awaitable<Result<Bytes>> read_native_entry(tcp::socket& socket)
{
    Bytes entry(2);
    auto [error, count] = co_await asio::async_read(socket, asio::buffer(entry), kOutcome);
    if (error)
        co_return Errc::io_error;
    const auto length = wire::decode_relay_ticket_length(entry);
    if (!length)
        co_return length.error();
    entry.resize(2 + *length + wire::kRelayProofSize);
    std::tie(error, count) = co_await asio::async_read(socket, asio::buffer(entry) + 2, kOutcome);
    if (error)
        co_return Errc::io_error;
    co_return entry;
}

} // namespace

Leg Leg::moved(const asio::any_io_executor& here, const asio::any_io_executor& there) &&
{
    if (here == there)
        return std::move(*this);
    if (served_) {
        served_ = std::make_unique<RemoteConnection>(std::move(served_), here);
        return std::move(*this);
    }
    boost::system::error_code gone;
    const auto protocol = native_->local_endpoint(gone).protocol();
    tcp::socket socket{there};
    auto number = release();
    if (number && !gone)
        socket.assign(protocol, number.get(), gone);
    if (socket.is_open())
        static_cast<void>(number.release());
    return Leg{std::move(socket)};
}

Descriptor Leg::release()
{
    boost::system::error_code error;
    native_->native_non_blocking(true, error);
    Descriptor out{native_->release(error)};
    native_.reset();
    return error ? Descriptor{} : std::move(out);
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
    if (served_) {
        const auto sent = co_await served_->send(message);
        co_return sent.has_value();
    }
    const auto [error, count] =
        co_await asio::async_write(*native_, asio::buffer(message.data(), message.size()), kOutcome);
    co_return !error;
}

asio::awaitable<bool> Leg::read_preamble()
{
    if (served_)
        co_return true;
    ByteArray<wire::kRelayPreamble.size()> preamble;
    const auto [error, count] = co_await asio::async_read(*native_, asio::buffer(preamble), kOutcome);
    co_return !error && as_text(preamble) == wire::kRelayPreamble;
}

asio::awaitable<Result<Bytes>> Leg::read_entry()
{
    if (!served_)
        co_return co_await read_native_entry(*native_);
    const auto message = co_await served_->receive();
    if (!message)
        co_return message.error();
    if (message->size() > wire::kMaxRelayEntry)
        co_return Errc::too_large;
    co_return to_bytes(*message);
}

asio::awaitable<void> Leg::wait_readable()
{
    if (served_)
        co_return co_await served_->wait_readable();
    co_await native_->async_wait(tcp::socket::wait_read, kOutcome);
}

asio::awaitable<Result<void>> Leg::ignore_rest()
{
    std::array<std::uint8_t, 4096> ignored;
    for (std::size_t total = 0; total < kMaxIgnored;) {
        if (served_) {
            const auto record = co_await served_->receive();
            if (!record)
                co_return record.error();
            total += record->size();
        } else {
            const auto [error, size] = co_await native_->async_read_some(asio::buffer(ignored), kOutcome);
            if (error)
                break;
            total += size;
        }
    }
    co_return Result<void>{};
}

asio::awaitable<void> Leg::turn_away(wire::RelayAnswer answer)
{
    const ByteArray<1> byte{static_cast<std::uint8_t>(answer)};
    const bool told = co_await say(byte);
    if (!told)
        co_return;
    boost::system::error_code ignored;
    if (served_)
        served_->finish();
    else
        native_->shutdown(tcp::socket::shutdown_send, ignored);
    co_await with_deadline(served_ ? kLongFarewellTime : kShortFarewellTime, ignore_rest());
}

transport::Connection& Leg::records()
{
    if (served_)
        return *served_;
    if (!records_) {
        records_ = std::make_unique<transport::TcpConnection>(std::move(*native_));
        native_.reset();
    }
    return *records_;
}

} // namespace cordee::relay
