// The server's half of TLS.
#pragma once

#include "core/base/error.hpp"
#include "core/transport/byte_stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string_view>

namespace boost::asio::ssl {
class context;
}

namespace cordee::transport {

/// TLS 1.2 and 1.3. An idle connection holds no buffers of OpenSSL's.
class TlsServer {
public:
    /// PEM: a certificate, with its chain if there is one, and its key. Errc::bad_key when they cannot be
    /// used.
    static Result<TlsServer> make(std::string_view certificate, std::string_view key);
    TlsServer(TlsServer&&) noexcept;
    ~TlsServer();

    /// No deadline of its own. Errc::malformed when that is not TLS that is spoken here; io_error.
    boost::asio::awaitable<Result<ByteStream>> accept(boost::asio::ip::tcp::socket socket);

private:
    explicit TlsServer(std::unique_ptr<boost::asio::ssl::context> context);
    std::unique_ptr<boost::asio::ssl::context> context_;
};

} // namespace cordee::transport
