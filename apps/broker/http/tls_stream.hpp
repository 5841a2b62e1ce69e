// TLS over a TCP socket for connections that mostly wait: one that is silent holds no buffers, neither here
// nor in OpenSSL, where Asio's stream keeps 68 KB.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <memory>
#include <vector>

namespace cordee::broker {

/// The server's side; an AsyncReadStream and AsyncWriteStream in Asio's sense. One read and one write at a
/// time, from one strand. After its deadline every operation ends with an error.
class TlsStream {
public:
    using executor_type = boost::asio::any_io_executor;
    using Handler = boost::asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;

    TlsStream(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& context);
    ~TlsStream();
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    executor_type get_executor();
    [[nodiscard]] boost::asio::ip::tcp::socket& socket();
    void expires_after(std::chrono::milliseconds time);
    void expires_never();

    /// Calls its handler with an error and 0.
    template <class Token>
    auto async_handshake(Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler) { handshake(std::move(handler)); }, token);
    }
    /// Says goodbye; does not wait for the other side's.
    template <class Token>
    auto async_shutdown(Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler) { shutdown(std::move(handler)); }, token);
    }
    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, boost::asio::mutable_buffer into) { read(into, std::move(handler)); }, token,
            first_of(buffers));
    }
    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token)
    {
        return boost::asio::async_initiate<Token, void(boost::system::error_code, std::size_t)>(
            [this](auto handler, std::vector<char> from) { write(std::move(from), std::move(handler)); },
            token, gathered(buffers));
    }
    /// Ends it now.
    void close() noexcept;

private:
    static constexpr std::size_t kRecord = 16 * 1024; ///< most that goes into one of TLS

    template <class Buffers>
    static boost::asio::mutable_buffer first_of(const Buffers& buffers)
    {
        const auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end; ++it)
            if (const boost::asio::mutable_buffer each{*it}; each.size() > 0)
                return each;
        return {};
    }
    /// Head and body leave in one record, and OpenSSL gets the same bytes when it has to try again.
    template <class Buffers>
    static std::vector<char> gathered(const Buffers& buffers)
    {
        std::vector<char> out(std::min(boost::asio::buffer_size(buffers), kRecord));
        boost::asio::buffer_copy(boost::asio::buffer(out), buffers);
        return out;
    }
    void handshake(Handler handler);
    void shutdown(Handler handler);
    void read(boost::asio::mutable_buffer into, Handler handler);
    void write(std::vector<char> from, Handler handler);

    struct State;
    std::shared_ptr<State> state_;
};

} // namespace cordee::broker
