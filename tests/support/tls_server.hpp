// A TLS server on 127.0.0.1 with a certificate of its own that gives prepared answers.
#pragma once

#include "core/base/bytes.hpp"
#include "tests/support/loopback.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ssl/context.hpp>

#include <string>
#include <vector>

namespace cordee::test {

class TlsServer {
public:
    explicit TlsServer(boost::asio::io_context& io);

    /// SHA-256 of the public key, cut to 16 bytes.
    [[nodiscard]] ByteArray<16> pin() const { return pin_; }
    [[nodiscard]] std::uint16_t port() const { return listener_.local_endpoint().port(); }
    /// What was asked so far, head and body.
    [[nodiscard]] const std::vector<std::string>& requests() const { return requests_; }
    /// Speaks nothing newer than TLS 1.2.
    void grow_old();

    /// Serves one connection: reads one request, sends the answer, and closes. Empty answer: stays silent.
    boost::asio::awaitable<void> serve_one(std::string answer);

private:
    boost::asio::ssl::context tls_{boost::asio::ssl::context::tls_server};
    boost::asio::ip::tcp::acceptor listener_;
    ByteArray<16> pin_{};
    std::vector<std::string> requests_;
};

} // namespace cordee::test
