// Sealed records over one connection.
#pragma once

#include "core/base/clock.hpp"
#include "core/crypto/record.hpp"
#include "core/transport/connection.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>

namespace cordee::session {

/// The session's strand; one receive() and one send() at a time. After an error the link is dead.
class SecureLink {
public:
    struct Keys {
        Secret<32> sending;
        Secret<32> receiving;
        std::uint32_t epoch = 0;
    };

    SecureLink(std::unique_ptr<transport::Connection> connection, Keys keys, const Clock& clock);

    /// The plaintext of the next record, valid until the next receive(). Besides the connection's errors:
    /// those of RecordOpener for what was changed, repeated, left out or swapped on the way; unexpected for
    /// records of another kind; an ABORT, which anybody on the way can send, is Errc::closed.
    boost::asio::awaitable<Result<View>> receive();
    /// Pads, seals and sends.
    boost::asio::awaitable<Result<void>> send(Bytes plaintext);
    void close() noexcept;

private:
    std::unique_ptr<transport::Connection> connection_;
    crypto::RecordSealer sealer_;
    crypto::RecordOpener opener_;
    Bytes sealed_;
};

} // namespace cordee::session
