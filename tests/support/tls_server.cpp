#include "tests/support/tls_server.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <stdexcept>

namespace cordee::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

namespace {

Key make_key()
{
    return {EVP_EC_gen("P-256"), &EVP_PKEY_free};
}

/// For "localhost", signed by itself, valid for an hour.
Certificate make_certificate(EVP_PKEY* key)
{
    Certificate out{X509_new(), &X509_free};
    X509_set_version(out.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(out.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(out.get()), -60);
    X509_gmtime_adj(X509_getm_notAfter(out.get()), 3600);
    X509_set_pubkey(out.get(), key);
    auto* name = X509_get_subject_name(out.get());
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("localhost"),
                               -1, -1, 0);
    X509_set_issuer_name(out.get(), name);
    if (X509_sign(out.get(), key, EVP_sha256()) == 0)
        throw std::runtime_error{"the test certificate cannot be made"};
    return out;
}

ByteArray<16> pin_of(EVP_PKEY* key)
{
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(key, &der);
    ByteArray<32> digest;
    EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(), nullptr);
    OPENSSL_free(der);
    return *to_array<16>(View{digest}.first(16));
}

std::size_t body_size(const std::string& head)
{
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

} // namespace

TlsServer::TlsServer(asio::io_context& io) : listener_{loopback_listener(io)}
{
    const auto key = make_key();
    const auto certificate = make_certificate(key.get());
    SSL_CTX_use_certificate(tls_.native_handle(), certificate.get());
    SSL_CTX_use_PrivateKey(tls_.native_handle(), key.get());
    pin_ = pin_of(key.get());
}

void TlsServer::grow_old()
{
    SSL_CTX_set_max_proto_version(tls_.native_handle(), TLS1_2_VERSION);
}

asio::awaitable<void> TlsServer::serve_one(std::string answer)
{
    asio::ssl::stream<tcp::socket> stream{co_await listener_.async_accept(asio::use_awaitable), tls_};
    const auto [refused] =
        co_await stream.async_handshake(asio::ssl::stream_base::server, asio::as_tuple(asio::use_awaitable));
    if (refused)
        co_return;
    std::string request;
    const auto [error, head] = co_await asio::async_read_until(
        stream, asio::dynamic_buffer(request), "\r\n\r\n", asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return;
    const auto whole = head + body_size(request);
    while (request.size() < whole) {
        std::array<char, 4096> more;
        request.append(more.data(), co_await stream.async_read_some(asio::buffer(more), asio::use_awaitable));
    }
    requests_.push_back(request);
    if (answer.empty()) {
        asio::steady_timer never{listener_.get_executor(), asio::steady_timer::time_point::max()};
        co_await never.async_wait(asio::use_awaitable);
    }
    co_await asio::async_write(stream, asio::buffer(answer), asio::as_tuple(asio::use_awaitable));
}

} // namespace cordee::test
