// Bytes over TCP, or over TLS over TCP: one type for everything that is built on top, so that it is compiled
// once.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <cstddef>
#include <memory>

namespace boost::asio::ssl {
template <class Stream>
class stream;
}

namespace cordee::transport {

using TlsStream = boost::asio::ssl::stream<boost::asio::ip::tcp::socket>;

/// An AsyncReadStream and AsyncWriteStream in Asio's sense. One read and one write at a time, from one
/// strand; a cancelled one leaves a plain stream usable and a TLS stream not. What ends a TLS stream without
/// a goodbye is asio::ssl::error::stream_truncated.
class ByteStream {
public:
    using executor_type = boost::asio::any_io_executor;
    using Handler = boost::asio::any_completion_handler<void(boost::system::error_code, std::size_t)>;

    explicit ByteStream(boost::asio::ip::tcp::socket plain);
    /// After its handshake.
    explicit ByteStream(std::unique_ptr<TlsStream> tls);
    ByteStream(ByteStream&&) noexcept;
    ByteStream& operator=(ByteStream&&) noexcept;
    ~ByteStream();

    [[nodiscard]] bool is_tls() const { return tls_ != nullptr; }
    [[nodiscard]] boost::asio::ip::tcp::socket& socket();
    executor_type get_executor();

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
            [this](auto handler, const Pieces& from) { write(from, std::move(handler)); }, token,
            pieces_of(buffers));
    }

private:
    /// So many buffers go out in one call, such as the fields of a head and what follows.
    using Pieces = std::array<boost::asio::const_buffer, 16>;

    template <class Buffers>
    static boost::asio::mutable_buffer first_of(const Buffers& buffers)
    {
        const auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end; ++it)
            if (const boost::asio::mutable_buffer each{*it}; each.size() > 0)
                return each;
        return {};
    }
    template <class Buffers>
    static Pieces pieces_of(const Buffers& buffers)
    {
        Pieces out;
        std::size_t count = 0;
        const auto end = boost::asio::buffer_sequence_end(buffers);
        for (auto it = boost::asio::buffer_sequence_begin(buffers); it != end && count < out.size(); ++it)
            if (const boost::asio::const_buffer each{*it}; each.size() > 0)
                out[count++] = each;
        return out;
    }
    void read(boost::asio::mutable_buffer into, Handler handler);
    void write(const Pieces& from, Handler handler);

    boost::asio::ip::tcp::socket plain_; ///< not used when there is TLS
    std::unique_ptr<TlsStream> tls_;
};

} // namespace cordee::transport
