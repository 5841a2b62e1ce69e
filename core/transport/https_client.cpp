#include "core/transport/https_client.hpp"

#include "core/base/deadline.hpp"
#include "core/base/language.hpp"
#include "core/transport/connect_tcp.hpp"
#include "core/transport/http_errors.hpp"
#include "core/transport/socket_options.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>

namespace cordee::transport {

namespace asio = boost::asio;
namespace http = boost::beast::http;
namespace ssl = asio::ssl;
using asio::ip::tcp;
using Stream = ssl::stream<tcp::socket>;

struct HttpsClient::State {
    Address server;
    std::optional<SpkiPin> pin;
    ssl::context tls{ssl::context::tls_client};
};

namespace {

constexpr std::uint32_t kMaxHeader = 16 * 1024;

bool is_printable(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool may_be_sent(const HttpRequest& request)
{
    return request.target.starts_with('/') && is_printable(request.target) && is_printable(request.bearer) &&
           is_printable(request.method);
}

http::request<http::string_body> message_of(const HttpRequest& request, const Address& server)
{
    http::request<http::string_body> message;
    message.method_string(request.method);
    message.target(request.target);
    message.version(11);
    message.set(http::field::host, server.port == 443 ? server.host : to_string(server));
    message.set(http::field::user_agent, "cordee");
    message.set(http::field::connection, "close");
    message.set(http::field::accept_language, current_language() == Language::french ? "fr" : "en");
    if (!request.bearer.empty())
        message.set(http::field::authorization, "Bearer " + request.bearer);
    if (request.offset)
        message.set(http::field::range, "bytes=" + std::to_string(*request.offset) + "-");
    if (!request.body.empty())
        message.set(http::field::content_type, request.content_type);
    message.body() = request.body;
    message.prepare_payload();
    return message;
}

/// Empty when the certificate cannot be read.
std::optional<SpkiPin> pin_of(SSL* session)
{
    const std::unique_ptr<X509, decltype(&X509_free)> certificate{SSL_get1_peer_certificate(session),
                                                                  &X509_free};
    if (!certificate)
        return std::nullopt;
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &der);
    if (size <= 0)
        return std::nullopt;
    ByteArray<32> digest;
    const int hashed =
        EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), nullptr, EVP_sha256(), nullptr);
    OPENSSL_free(der);
    if (hashed != 1)
        return std::nullopt;
    return to_array<16>(View{digest}.first(16));
}

Errc meaning_of_handshake(const boost::system::error_code& error)
{
    if (error.category() != asio::error::get_ssl_category())
        return meaning_of_http(error);
    const auto reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
    if (reason == SSL_R_CERTIFICATE_VERIFY_FAILED)
        return Errc::bad_signature;
    return Errc::unsupported;
}

void set_up(ssl::context& tls, bool pinned)
{
    SSL_CTX_set_min_proto_version(tls.native_handle(), TLS1_3_VERSION);
    if (pinned) {
        tls.set_verify_mode(ssl::verify_none); // instead, greet() compares the key
        return;
    }
    tls.set_verify_mode(ssl::verify_peer);
    boost::system::error_code ignored; // without authorities nothing verifies, which is the right outcome
    tls.set_default_verify_paths(ignored);
}

} // namespace

HttpsClient::HttpsClient(Address server, std::optional<SpkiPin> pin) : state_{std::make_unique<State>()}
{
    state_->server = std::move(server);
    state_->pin = pin;
    set_up(state_->tls, pin.has_value());
}

HttpsClient::HttpsClient(HttpsClient&&) noexcept = default;
HttpsClient& HttpsClient::operator=(HttpsClient&&) noexcept = default;
HttpsClient::~HttpsClient() = default;

const Address& HttpsClient::server() const
{
    return state_->server;
}

namespace {

/// The TLS handshake, after which it is certain who answers. Nothing was sent to them before.
asio::awaitable<Result<void>> greet(Stream& stream, const std::string& host,
                                    const std::optional<SpkiPin>& pin)
{
    boost::system::error_code is_a_name;
    asio::ip::make_address(host, is_a_name);
    if (is_a_name)
        SSL_set_tlsext_host_name(stream.native_handle(), host.c_str());
    if (!pin)
        stream.set_verify_callback(ssl::host_name_verification{host});
    const auto [error] =
        co_await stream.async_handshake(ssl::stream_base::client, asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return meaning_of_handshake(error);
    if (pin && pin_of(stream.native_handle()) != pin)
        co_return Errc::bad_key;
    co_return Result<void>{};
}

/// Where a part begins: "bytes 100-199/400". Empty for anything else.
std::optional<std::uint64_t> start_of_part(std::string_view range)
{
    constexpr std::string_view kUnit = "bytes ";
    if (!range.starts_with(kUnit))
        return std::nullopt;
    range.remove_prefix(kUnit.size());
    std::uint64_t start = 0;
    const auto [end, error] = std::from_chars(range.data(), range.data() + range.size(), start);
    if (error != std::errc{} || end == range.data() + range.size() || *end != '-')
        return std::nullopt;
    return start;
}

/// What is known of an answer when its head was read.
Result<HttpResponse> response_of(const http::response_header<>& head)
{
    HttpResponse out{head.result_int(), {}, std::string{head[http::field::content_type]}};
    if (out.status == 206) {
        const auto range = head[http::field::content_range];
        const auto start = start_of_part({range.data(), range.size()});
        if (!start)
            return Errc::malformed;
        out.offset = *start;
    }
    return out;
}

using HeadParser = http::response_parser<http::empty_body>;

asio::awaitable<Result<std::string>> read_whole(Stream& stream, boost::beast::flat_buffer& buffer,
                                                HeadParser& head)
{
    http::response_parser<http::string_body> parser{std::move(head)};
    const auto [error, size] =
        co_await http::async_read(stream, buffer, parser, asio::as_tuple(asio::use_awaitable));
    if (error)
        co_return meaning_of_http(error);
    co_return std::move(parser.get().body());
}

/// Piece by piece to who takes them.
asio::awaitable<Result<void>> read_into(const HttpRequest& request, std::uint64_t at, Stream& stream,
                                        boost::beast::flat_buffer& buffer, HeadParser& head)
{
    http::response_parser<http::buffer_body> parser{std::move(head)};
    std::array<std::uint8_t, 16 * 1024> piece{};
    while (!parser.is_done()) {
        parser.get().body().data = piece.data();
        parser.get().body().size = piece.size();
        const auto [error, size] =
            co_await http::async_read_some(stream, buffer, parser, asio::as_tuple(asio::use_awaitable));
        if (error && error != http::error::need_buffer)
            co_return meaning_of_http(error);
        const auto got = piece.size() - parser.get().body().size;
        if (got > 0)
            request.sink(at, View{piece}.first(got));
        at += got;
    }
    co_return Result<void>{};
}

asio::awaitable<Result<HttpResponse>>
exchange(Stream& stream, const http::request<http::string_body>& message, const HttpRequest& request)
{
    const auto [write_error, written] =
        co_await http::async_write(stream, message, asio::as_tuple(asio::use_awaitable));
    if (write_error)
        co_return meaning_of_http(write_error);
    boost::beast::flat_buffer buffer{kMaxHeader + 64 * 1024};
    HeadParser head;
    head.header_limit(kMaxHeader);
    head.body_limit(request.max_response);
    const auto [read_error, read] =
        co_await http::async_read_header(stream, buffer, head, asio::as_tuple(asio::use_awaitable));
    if (read_error)
        co_return meaning_of_http(read_error);
    auto out = response_of(head.get().base());
    if (!out)
        co_return out;
    if (request.sink && (out->status == 200 || out->status == 206)) {
        const auto taken = co_await read_into(request, out->offset, stream, buffer, head);
        if (!taken)
            co_return taken.error();
        co_return out;
    }
    auto body = co_await read_whole(stream, buffer, head);
    if (!body)
        co_return body.error();
    out->body = std::move(*body);
    co_return out;
}

asio::awaitable<Result<HttpResponse>> perform(const Address& server, const std::optional<SpkiPin>& pin,
                                              ssl::context& tls, HttpRequest& request)
{
    auto socket = co_await connect_tcp(server, request.deadline);
    if (!socket)
        co_return socket.error();
    tune_socket(*socket);
    boost::system::error_code unknown;
    const auto from = socket->remote_endpoint(unknown).address();
    Stream stream{std::move(*socket), tls};
    if (const auto greeted = co_await greet(stream, server.host, pin); !greeted)
        co_return greeted.error();
    if (request.late_body)
        request.body = request.late_body();
    const auto message = message_of(request, server);
    auto response = co_await exchange(stream, message, request);
    if (response)
        response->from = from;
    co_return response;
}

} // namespace

asio::awaitable<Result<HttpResponse>> HttpsClient::request(HttpRequest request) const
{
    if (!may_be_sent(request))
        co_return Errc::malformed;
    co_return co_await with_deadline(request.deadline,
                                     perform(state_->server, state_->pin, state_->tls, request));
}

} // namespace cordee::transport
