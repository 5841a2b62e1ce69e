// HTTP as the broker's client needs it: one request, one answer that fits in memory.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <string>

namespace cordee::endpoint {

struct HttpRequest {
    std::string method; ///< GET, POST, PUT, DELETE
    std::string target; ///< path and query
    std::string bearer; ///< login token, or empty
    std::string body;   ///< JSON, or empty
    std::size_t max_answer = 256 * 1024;
    std::chrono::milliseconds deadline = std::chrono::seconds{20};
};

struct HttpAnswer {
    unsigned status = 0;
    Bytes body;
};

/// Talks to one broker, over TLS 1.3 that was verified by its pin or by the system's authorities. One strand.
class HttpClient {
public:
    virtual ~HttpClient() = default;
    /// Errc::unreachable, timed_out, bad_key (the certificate is not the pinned one, or not trusted),
    /// too_large, malformed; an answer of any status is not a failure.
    virtual boost::asio::awaitable<Result<HttpAnswer>> send(HttpRequest request) = 0;
};

} // namespace cordee::endpoint
