// Between Beast's messages and our own.
#pragma once

#include "apps/broker/http/http_message.hpp"

#include <boost/beast/http/file_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

namespace cordee::broker {

using HttpRequest = boost::beast::http::request<boost::beast::http::string_body>;
using HttpAnswer = boost::beast::http::response<boost::beast::http::string_body>;
using HttpFile = boost::beast::http::response<boost::beast::http::file_body>;

Request from_http(HttpRequest message, std::string address);

/// With the headers that every answer has.
HttpAnswer to_http(Response response, unsigned version, bool keep_alive);
/// Without a body when the file is gone: status 404.
HttpFile file_to_http(const Response& response, unsigned version, bool keep_alive);

} // namespace cordee::broker
