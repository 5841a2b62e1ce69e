#include "core/transport/tls_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::transport {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

TlsServer::TlsServer(std::unique_ptr<ssl::context> context) : context_{std::move(context)} {}
TlsServer::TlsServer(TlsServer&&) noexcept = default;
TlsServer::~TlsServer() = default;

Result<TlsServer> TlsServer::make(std::string_view certificate, std::string_view key)
{
    auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
    auto* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_session_cache_mode(native, SSL_SESS_CACHE_OFF);
    boost::system::error_code error;
    context->use_certificate_chain(asio::buffer(certificate), error);
    if (!error)
        context->use_private_key(asio::buffer(key), ssl::context::pem, error);
    if (error || SSL_CTX_check_private_key(native) != 1)
        return Errc::bad_key;
    return TlsServer{std::move(context)};
}

asio::awaitable<Result<ByteStream>> TlsServer::accept(asio::ip::tcp::socket socket)
{
    auto stream = std::make_unique<TlsStream>(std::move(socket), *context_);
    const auto [error] =
        co_await stream->async_handshake(ssl::stream_base::server, asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return error.category() == asio::error::get_ssl_category() ? Errc::malformed : Errc::io_error;
    co_return ByteStream{std::move(stream)};
}

} // namespace cordee::transport
