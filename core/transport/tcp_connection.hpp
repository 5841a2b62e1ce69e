// Records over a TCP socket: u32 length, then the record (PROTOCOL.md, "Records").
#pragma once

#include "core/transport/connection.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <optional>

namespace cordee::transport {

struct TcpOptions {
    /// How long the rest of a record may take once its first byte is here; nothing limits the time between
    /// records.
    std::chrono::milliseconds record_deadline{30'000};
};

/// Owns a connected socket. The receive buffer is small while little comes, grows as bytes arrive, whatever
/// lengths the other side claims, and is never larger than the longest record.
/// A receive() that is cancelled loses nothing; a cancelled send() ends the connection.
class TcpConnection final : public Connection {
public:
    explicit TcpConnection(boost::asio::ip::tcp::socket socket, TcpOptions options = {});
    ~TcpConnection() override;

    boost::asio::awaitable<Result<View>> receive() override;
    boost::asio::awaitable<Result<void>> send(View record) override;
    void finish() noexcept override;
    void close() noexcept override;

private:
    Result<std::optional<View>> take_record();
    boost::asio::awaitable<Result<void>> read_more();
    void make_room();
    void fit_buffer();
    boost::system::error_code fail(boost::system::error_code error);

    boost::asio::ip::tcp::socket socket_;
    TcpOptions options_;
    Bytes buffer_;
    std::size_t begin_ = 0; ///< first byte that no record was made of
    std::size_t end_ = 0;   ///< behind the last byte that was read
    std::optional<std::chrono::steady_clock::time_point> record_due_;
    boost::system::error_code failure_;
};

} // namespace cordee::transport
