#include "core/transport/relay_door.hpp"

#include "core/transport/socket_options.hpp"
#include "core/transport/tcp_connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace cordee::transport {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using wire::RelayAnswer;

Result<void> meaning_of(RelayAnswer answer)
{
    switch (answer) {
    case RelayAnswer::paired:
        return {};
    case RelayAnswer::refused:
        return Errc::refused;
    case RelayAnswer::expired:
        return Errc::expired;
    case RelayAnswer::used:
        return Errc::already_used;
    case RelayAnswer::busy:
        return Errc::exhausted;
    case RelayAnswer::absent:
        return Errc::not_found;
    }
    return Errc::malformed;
}

Result<void> judge(std::uint8_t byte)
{
    const auto answer = wire::decode_relay_answer(byte);
    if (!answer)
        return answer.error();
    return meaning_of(*answer);
}

class NativeDoor final : public RelayDoor {
public:
    explicit NativeDoor(tcp::socket socket) : socket_{std::move(socket)} { tune_socket(socket_); }

    asio::awaitable<Result<wire::RelayNonce>> greeting() override
    {
        // When this fails, reading tells.
        co_await asio::async_write(socket_, asio::buffer(wire::kRelayPreamble),
                                   asio::as_tuple(asio::use_awaitable));
        ByteArray<wire::kRelayGreetingSize> bytes;
        if (const auto got = co_await read(bytes); !got)
            co_return got.error();
        co_return wire::decode_relay_greeting(bytes);
    }

    asio::awaitable<Result<wire::RelayPaired>> enter(View entry) override
    {
        // A relay that is full answers without reading; then this may fail, and the answer says why.
        co_await asio::async_write(socket_, asio::buffer(entry.data(), entry.size()),
                                   asio::as_tuple(asio::use_awaitable));
        ByteArray<1> answer;
        if (const auto got = co_await read(answer); !got)
            co_return got.error();
        if (const auto good = judge(answer[0]); !good)
            co_return good.error();
        ByteArray<wire::kRelayPairedSize> paired;
        if (const auto got = co_await read(paired); !got)
            co_return got.error();
        co_return wire::decode_relay_paired(paired);
    }

    std::unique_ptr<Connection> pass() override
    {
        return std::make_unique<TcpConnection>(std::move(socket_));
    }

private:
    asio::awaitable<Result<void>> read(MutableView into)
    {
        const auto [error, count] = co_await asio::async_read(socket_, asio::buffer(into.data(), into.size()),
                                                              asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return error == asio::error::eof ? Errc::closed : Errc::io_error;
        co_return Result<void>{};
    }

    tcp::socket socket_;
};

class MessageDoor final : public RelayDoor {
public:
    explicit MessageDoor(std::unique_ptr<Connection> connection) : connection_{std::move(connection)} {}

    asio::awaitable<Result<wire::RelayNonce>> greeting() override
    {
        const auto message = co_await connection_->receive();
        if (!message)
            co_return message.error();
        co_return wire::decode_relay_greeting(*message);
    }

    asio::awaitable<Result<wire::RelayPaired>> enter(View entry) override
    {
        (void)co_await connection_->send(entry); // as above
        const auto message = co_await connection_->receive();
        if (!message)
            co_return message.error();
        if (const auto good = judge(message->front()); !good)
            co_return good.error();
        co_return wire::decode_relay_paired(message->subspan(1));
    }

    std::unique_ptr<Connection> pass() override { return std::move(connection_); }

private:
    std::unique_ptr<Connection> connection_;
};

} // namespace

std::unique_ptr<RelayDoor> make_native_door(tcp::socket socket)
{
    return std::make_unique<NativeDoor>(std::move(socket));
}

std::unique_ptr<RelayDoor> make_message_door(std::unique_ptr<Connection> connection)
{
    return std::make_unique<MessageDoor>(std::move(connection));
}

} // namespace cordee::transport
