// One HTTP request and its answer over a connection that stands, with TLS or without. For the few files that
// compile Beast anyway.
#pragma once

#include "core/base/error.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <cstdint>

namespace cordee::transport {

/// What an error of asio or Beast is called here.
inline Errc meaning_of_http(const boost::system::error_code& error)
{
    namespace http = boost::beast::http;
    if (error == boost::asio::error::operation_aborted)
        return Errc::closed;
    if (error == http::error::body_limit || error == http::error::header_limit ||
        error == http::error::buffer_overflow)
        return Errc::too_large;
    if (error == http::error::end_of_stream || error == boost::asio::error::eof)
        return Errc::closed;
    if (error.category() == http::make_error_code(http::error::bad_version).category())
        return error == http::error::partial_message ? Errc::io_error : Errc::malformed;
    return Errc::io_error;
}

/// Whatever its status. No deadline of its own; `max_header` and `max_body` are bytes.
template <class Stream, class Message>
boost::asio::awaitable<Result<boost::beast::http::response<boost::beast::http::string_body>>>
exchange_http(Stream& stream, const Message& message, std::uint32_t max_header, std::size_t max_body)
{
    namespace asio = boost::asio;
    namespace http = boost::beast::http;
    constexpr std::size_t kPiece = 64 * 1024; // of the body, read at once
    const auto [write_error, written] =
        co_await http::async_write(stream, message, asio::as_tuple(asio::use_awaitable));
    if (write_error)
        co_return meaning_of_http(write_error);
    boost::beast::flat_buffer buffer{max_header + kPiece};
    http::response_parser<http::string_body> parser;
    parser.header_limit(max_header);
    parser.body_limit(max_body);
    const auto [read_error, read] =
        co_await http::async_read(stream, buffer, parser, asio::as_tuple(asio::use_awaitable));
    if (read_error)
        co_return meaning_of_http(read_error);
    co_return parser.release();
}

} // namespace cordee::transport
