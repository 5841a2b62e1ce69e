// One link between the two sides of a session, whatever carries it.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>

namespace cordee::transport {

/// Longest record; the shortest is one byte.
inline constexpr std::size_t kMaxRecord = 65535;

/// Carries whole records in order, and knows nothing of what they hold. All calls come from one strand;
/// one receive() and one send() may be under way at the same time, never two of a kind.
/// Failures are values: Errc::closed after an orderly end by the other side, Errc::malformed for a record
/// of length 0, Errc::too_large for one beyond kMaxRecord, Errc::io_error for the rest. After any failure,
/// and after close(), only failures follow.
class Connection {
public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    /// The next record, valid until the next receive().
    virtual boost::asio::awaitable<Result<View>> receive() = 0;
    /// Returns when the record (1..kMaxRecord bytes, else Errc::too_large) was handed to the system;
    /// that it waits is the backpressure. The bytes must live until then.
    virtual boost::asio::awaitable<Result<void>> send(View record) = 0;
    /// Nothing more is sent: the other side hears the end after what was sent before. Receiving goes on
    /// where the carrier can do that.
    virtual void finish() noexcept { close(); }
    /// Ends both directions at once; pending calls return Errc::closed. May be called again.
    virtual void close() noexcept = 0;
};

} // namespace cordee::transport
