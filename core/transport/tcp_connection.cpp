#include "core/transport/tcp_connection.hpp"

#include "core/transport/socket_options.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <array>
namespace cordee::transport {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr std::size_t kHeader = 4;
constexpr std::size_t kSmallBuffer = 4096;

std::uint32_t length_at(View header)
{
    return std::uint32_t{header[0]} << 24U | std::uint32_t{header[1]} << 16U |
           std::uint32_t{header[2]} << 8U | std::uint32_t{header[3]};
}

ByteArray<kHeader> header_of(std::size_t length)
{
    return {static_cast<std::uint8_t>(length >> 24U), static_cast<std::uint8_t>(length >> 16U),
            static_cast<std::uint8_t>(length >> 8U), static_cast<std::uint8_t>(length)};
}

} // namespace

TcpConnection::TcpConnection(tcp::socket socket, TcpOptions options)
    : socket_{std::move(socket)}, options_{options}, buffer_(kSmallBuffer)
{
    tune_socket(socket_);
}

TcpConnection::~TcpConnection()
{
    TcpConnection::close();
}

asio::awaitable<Result<View>> TcpConnection::receive()
{
    for (;;) {
        if (failure_)
            co_return failure_;
        const auto record = take_record();
        if (!record)
            co_return fail(record.error());
        if (*record)
            co_return **record;
        if (const auto more = co_await read_more(); !more)
            co_return more.error();
    }
}

/// Empty when more bytes are needed. The length is judged as soon as its four bytes are here.
Result<std::optional<View>> TcpConnection::take_record()
{
    const View held = View{buffer_}.subspan(begin_, end_ - begin_);
    if (held.size() < kHeader)
        return std::optional<View>{};
    const auto length = length_at(held);
    if (length == 0)
        return Errc::malformed;
    if (length > kMaxRecord)
        return Errc::too_large;
    if (held.size() - kHeader < length)
        return std::optional<View>{};
    begin_ += kHeader + length;
    record_due_.reset();
    return std::optional{held.subspan(kHeader, length)};
}

/// Moves what is left of the buffer to its front, once the views into it are no longer promised.
void TcpConnection::make_room()
{
    if (begin_ == 0)
        return;
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
              buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
}

/// Twice as large when it is full, small again when all was taken and nothing more is here.
void TcpConnection::fit_buffer()
{
    boost::system::error_code gone;
    if (end_ == buffer_.size())
        buffer_.resize(std::min(2 * buffer_.size(), kHeader + kMaxRecord));
    else if (end_ == 0 && buffer_.size() > kSmallBuffer && socket_.available(gone) == 0)
        buffer_ = Bytes(kSmallBuffer);
}

asio::awaitable<Result<void>> TcpConnection::read_more()
{
    make_room();
    fit_buffer();
    const bool within_record = end_ > 0;
    if (within_record && !record_due_)
        record_due_ = std::chrono::steady_clock::now() + options_.record_deadline;
    const auto room = asio::buffer(buffer_) + end_;
    boost::system::error_code error;
    std::size_t count = 0;
    if (!within_record) {
        std::tie(error, count) = co_await socket_.async_read_some(room, asio::as_tuple(asio::use_awaitable));
    } else {
        asio::steady_timer due{socket_.get_executor(), *record_due_};
        auto [order, read_error, read_count, timer_error] =
            co_await asio::experimental::make_parallel_group(socket_.async_read_some(room, asio::deferred),
                                                             due.async_wait(asio::deferred))
                .async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
        if (read_error && order[0] == 1 && !timer_error)
            co_return fail(Errc::timed_out);
        error = read_error;
        count = read_count;
    }
    if (failure_) // close() came in between
        co_return failure_;
    if (error == asio::error::operation_aborted)
        co_return Errc::closed;
    if (error)
        co_return fail(error == asio::error::eof && !within_record ? Errc::closed : Errc::io_error);
    end_ += count;
    co_return Result<void>{};
}

asio::awaitable<Result<void>> TcpConnection::send(View record)
{
    if (failure_)
        co_return failure_;
    if (record.empty() || record.size() > kMaxRecord)
        co_return Errc::too_large;
    const auto header = header_of(record.size());
    const std::array<asio::const_buffer, 2> parts{asio::buffer(header),
                                                  asio::buffer(record.data(), record.size())};
    const auto [error, count] =
        co_await asio::async_write(socket_, parts, asio::as_tuple(asio::use_awaitable));
    if (failure_)
        co_return failure_;
    if (error)
        co_return fail(error == asio::error::operation_aborted ? Errc::closed : Errc::io_error);
    co_return Result<void>{};
}

boost::system::error_code TcpConnection::fail(boost::system::error_code error)
{
    if (!failure_)
        failure_ = error;
    boost::system::error_code ignored;
    socket_.close(ignored);
    return failure_;
}

void TcpConnection::finish() noexcept
{
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
}

/// Says goodbye before it closes, so that records on their way arrive rather than being reset.
void TcpConnection::close() noexcept
{
    if (failure_)
        return;
    failure_ = Errc::closed;
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    socket_.close(ignored);
}

} // namespace cordee::transport
