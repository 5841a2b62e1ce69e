// Many connections to a relay, from addresses of loopback as one likes.
#pragma once

#include "tests/apps/relay/fixture.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include <list>
#include <string>

namespace cordee::test {

/// Comes from 127.0.0.`last`.
inline boost::asio::awaitable<void> come(boost::asio::ip::tcp::socket& out, boost::asio::ip::tcp::endpoint to,
                                         std::uint8_t last, std::string say = {})
{
    namespace asio = boost::asio;
    out.open(asio::ip::tcp::v4());
    out.bind({asio::ip::address_v4{{127, 0, 0, last}}, 0});
    co_await out.async_connect(to, asio::use_awaitable);
    co_await asio::async_write(out, asio::buffer(say), asio::as_tuple(asio::use_awaitable));
}

/// All that comes until the relay hangs up.
inline boost::asio::awaitable<std::string> hear_all(boost::asio::ip::tcp::socket& from)
{
    namespace asio = boost::asio;
    std::string out;
    co_await asio::async_read(from, asio::dynamic_buffer(out), asio::as_tuple(asio::use_awaitable));
    co_return out;
}

struct Crowd {
    explicit Crowd(RelayFixture& of) : relay{of} {}
    void come(std::uint8_t last, const std::string& say = {})
    {
        auto& socket = sockets.emplace_back(relay.io);
        run_awaitable(relay.io, test::come(socket, relay.endpoint, last, say));
    }
    /// One that came is still there.
    static bool is_here(boost::asio::ip::tcp::socket& socket)
    {
        boost::system::error_code error;
        char byte = 0;
        socket.non_blocking(true);
        const auto size =
            socket.receive(boost::asio::buffer(&byte, 1), boost::asio::ip::tcp::socket::message_peek, error);
        return size > 0 || error == boost::asio::error::would_block;
    }

    RelayFixture& relay;
    std::list<boost::asio::ip::tcp::socket> sockets;
};

} // namespace cordee::test
