// What goes wrong while HTTP is read or written. For the few files that compile Beast anyway.
#pragma once

#include "core/base/error.hpp"

#include <boost/asio/error.hpp>
#include <boost/beast/http/error.hpp>

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

} // namespace cordee::transport
