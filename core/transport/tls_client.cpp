#include "core/transport/tls_client.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
namespace ssl = asio::ssl;

/// HTTP/1.1 is what a WebSocket needs; browsers name it too.
constexpr std::array<unsigned char, 9> kAlpn{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

ssl::context make_context()
{
    ssl::context tls{ssl::context::tls_client};
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_2_VERSION);
    SSL_CTX_set_alpn_protos(tls.native_handle(), kAlpn.data(), kAlpn.size());
    tls.set_verify_mode(ssl::verify_none);
    return tls;
}

ssl::context& shared_context()
{
    static ssl::context tls = make_context();
    return tls;
}

} // namespace

asio::awaitable<Result<ByteStream>> open_relay_tls(asio::ip::tcp::socket socket, std::string host)
{
    auto stream = std::make_unique<TlsStream>(std::move(socket), shared_context());
    boost::system::error_code is_a_name;
    asio::ip::make_address(host, is_a_name);
    if (is_a_name)
        SSL_set_tlsext_host_name(stream->native_handle(), host.c_str());
    const auto [error] =
        co_await stream->async_handshake(ssl::stream_base::client, asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::eof || error == ssl::error::stream_truncated)
        co_return Errc::closed;
    if (error)
        co_return error.category() == asio::error::get_ssl_category() ? Errc::unsupported : Errc::io_error;
    co_return ByteStream{std::move(stream)};
}

} // namespace cordee::transport
