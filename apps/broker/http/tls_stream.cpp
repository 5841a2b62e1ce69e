#include "apps/broker/http/tls_stream.hpp"

#include "core/crypto/openssl.hpp"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>
#include <sys/socket.h>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

/// OpenSSL's own socket BIO raises SIGPIPE where the other side has gone.
int write_to_socket(BIO* bio, const char* data, int size)
{
    BIO_clear_retry_flags(bio);
    const int socket = static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
    const auto sent = ::send(socket, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_retry_write(bio);
    return static_cast<int>(sent);
}

int read_from_socket(BIO* bio, char* into, int size)
{
    BIO_clear_retry_flags(bio);
    const int socket = static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio)));
    const auto got = ::recv(socket, into, static_cast<std::size_t>(size), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        BIO_set_retry_read(bio);
    return static_cast<int>(got);
}

long control(BIO* /*bio*/, int command, long /*number*/, void* /*data*/)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* socket_method()
{
    static BIO_METHOD* const method = [] {
        auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "cordee socket");
        crypto::ensure(made != nullptr, "BIO_meth_new");
        BIO_meth_set_write(made, write_to_socket);
        BIO_meth_set_read(made, read_from_socket);
        BIO_meth_set_ctrl(made, control);
        return made;
    }();
    return method;
}

struct FreeSsl {
    void operator()(SSL* ssl) const noexcept { SSL_free(ssl); }
};

error_code failure_of(const SSL* ssl, int result)
{
    switch (SSL_get_error(ssl, result)) {
    case SSL_ERROR_ZERO_RETURN:
        return asio::error::eof;
    case SSL_ERROR_SYSCALL:
        return asio::ssl::error::stream_truncated;
    default:
        return {static_cast<int>(ERR_get_error()), asio::error::get_ssl_category()};
    }
}

} // namespace

struct TlsStream::State : std::enable_shared_from_this<State> {
    State(asio::ip::tcp::socket from, asio::ssl::context& context)
        : socket{std::move(from)}, deadline{socket.get_executor()}, ssl{SSL_new(context.native_handle())}
    {
        crypto::ensure(ssl != nullptr, "SSL_new");
        auto* bio = BIO_new(socket_method());
        crypto::ensure(bio != nullptr, "BIO_new");
        error_code ignored;
        socket.native_non_blocking(true, ignored);
        BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket.native_handle())));
        BIO_set_init(bio, 1);
        SSL_set_bio(ssl.get(), bio, bio);
        SSL_set_accept_state(ssl.get());
        SSL_set_mode(ssl.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                    SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    }

    void close() noexcept
    {
        error_code ignored;
        socket.shutdown(asio::socket_base::shutdown_both, ignored);
        socket.close(ignored);
    }

    asio::ip::tcp::socket socket;
    asio::steady_timer deadline;
    std::unique_ptr<SSL, FreeSsl> ssl;
};

namespace {

/// Does the work, or waits until the socket lets it, and calls the handler: never before it returned once.
template <class State, class Work>
void carry_on(std::shared_ptr<State> state, Work work, TlsStream::Handler handler, bool at_once)
{
    const auto finish = [&](error_code error, std::size_t size) {
        if (!at_once)
            return std::move(handler)(error, size);
        asio::post(state->socket.get_executor(),
                   [done = std::move(handler), error, size]() mutable { std::move(done)(error, size); });
    };
    if (!state->socket.is_open())
        return finish(asio::error::operation_aborted, 0);
    ERR_clear_error();
    errno = 0;
    const int result = work(state->ssl.get());
    if (result > 0)
        return finish({}, static_cast<std::size_t>(result));
    const int wish = SSL_get_error(state->ssl.get(), result);
    if (wish != SSL_ERROR_WANT_READ && wish != SSL_ERROR_WANT_WRITE)
        return finish(failure_of(state->ssl.get(), result), 0);
    const auto slot = asio::get_associated_cancellation_slot(handler);
    auto again = [state, work = std::move(work), handler = std::move(handler)](error_code error) mutable {
        if (error)
            return std::move(handler)(error, 0);
        carry_on(std::move(state), std::move(work), std::move(handler), false);
    };
    state->socket.async_wait(wish == SSL_ERROR_WANT_READ ? asio::socket_base::wait_read
                                                         : asio::socket_base::wait_write,
                             asio::bind_cancellation_slot(slot, std::move(again)));
}

} // namespace

TlsStream::TlsStream(asio::ip::tcp::socket socket, asio::ssl::context& context)
    : state_{std::make_shared<State>(std::move(socket), context)}
{}

TlsStream::~TlsStream()
{
    state_->deadline.cancel();
    state_->close();
}

TlsStream::executor_type TlsStream::get_executor()
{
    return state_->socket.get_executor();
}

asio::ip::tcp::socket& TlsStream::socket()
{
    return state_->socket;
}

void TlsStream::expires_after(std::chrono::milliseconds time)
{
    state_->deadline.expires_after(time);
    state_->deadline.async_wait([weak = std::weak_ptr{state_}](error_code error) {
        const auto state = weak.lock();
        if (!error && state && state->deadline.expiry() <= std::chrono::steady_clock::now())
            state->close();
    });
}

void TlsStream::expires_never()
{
    state_->deadline.expires_at(asio::steady_timer::time_point::max());
}

void TlsStream::close() noexcept
{
    state_->close();
}

void TlsStream::handshake(Handler handler)
{
    carry_on(
        state_, [](SSL* ssl) { return SSL_do_handshake(ssl); }, std::move(handler), true);
}

void TlsStream::shutdown(Handler handler)
{
    auto work = [](SSL* ssl) {
        const int result = SSL_shutdown(ssl);
        return result == 0 ? 1 : result; // ours is sent
    };
    carry_on(state_, work, std::move(handler), true);
}

void TlsStream::read(asio::mutable_buffer into, Handler handler)
{
    const int size = static_cast<int>(std::min<std::size_t>(into.size(), kRecord));
    if (size == 0)
        return asio::post(get_executor(),
                          [done = std::move(handler)]() mutable { std::move(done)(error_code{}, 0); });
    auto work = [data = into.data(), size](SSL* ssl) { return SSL_read(ssl, data, size); };
    carry_on(state_, work, std::move(handler), true);
}

void TlsStream::write(std::vector<char> from, Handler handler)
{
    if (from.empty())
        return asio::post(get_executor(),
                          [done = std::move(handler)]() mutable { std::move(done)(error_code{}, 0); });
    auto work = [from = std::move(from)](SSL* ssl) {
        return SSL_write(ssl, from.data(), static_cast<int>(from.size()));
    };
    carry_on(state_, std::move(work), std::move(handler), true);
}

} // namespace cordee::broker
