#include "core/session/secure_link.hpp"

#include "core/wire/frame.hpp"
#include "core/wire/handshake.hpp"

namespace cordee::session {

namespace asio = boost::asio;

SecureLink::SecureLink(std::unique_ptr<transport::Connection> connection, Keys keys, const Clock& clock)
    : connection_{std::move(connection)}, sealer_{std::move(keys.sending), keys.epoch, clock},
      opener_{std::move(keys.receiving), keys.epoch}
{}

asio::awaitable<Result<View>> SecureLink::receive()
{
    const auto record = co_await connection_->receive();
    if (!record)
        co_return record.error();
    if (record->empty())
        co_return Errc::malformed;
    const auto kind = record->front();
    if (kind == static_cast<std::uint8_t>(wire::Kind::abort))
        co_return Errc::closed;
    if (kind != static_cast<std::uint8_t>(wire::Kind::data))
        co_return Errc::unexpected;
    co_return opener_.open(*record);
}

asio::awaitable<Result<void>> SecureLink::send(Bytes plaintext)
{
    wire::pad(plaintext);
    shrink_for(sealed_, plaintext.size());
    const auto sealed = sealer_.seal(plaintext, sealed_);
    wipe(plaintext);
    if (!sealed)
        co_return sealed.error();
    co_return co_await connection_->send(sealed_);
}

void SecureLink::close() noexcept
{
    connection_->close();
}

} // namespace cordee::session
