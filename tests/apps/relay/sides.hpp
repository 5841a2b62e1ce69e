// A side of a session in a test, by whatever carries it.
#pragma once

#include "core/transport/connection.hpp"
#include "core/transport/relay_dialer.hpp"
#include "core/wire/relay_entry.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <ostream>
#include <string>

namespace cordee::test {

enum class Carrier { native, http, https, http_poll, https_poll };
inline constexpr Carrier kCarriers[] = {Carrier::native, Carrier::http, Carrier::https, Carrier::http_poll,
                                        Carrier::https_poll};
std::ostream& operator<<(std::ostream& out, Carrier carrier);

struct Side {
    std::unique_ptr<transport::Connection> connection;
    wire::RelayPaired paired;
};

/// Up to the greeting; the connection carries messages as records, also for native.
boost::asio::awaitable<Result<std::unique_ptr<transport::Connection>>>
knock(boost::asio::ip::tcp::endpoint relay, Carrier carrier);

/// The answer's error when it is not `paired`.
boost::asio::awaitable<Result<Side>> enter(boost::asio::ip::tcp::endpoint relay, Carrier carrier,
                                           transport::RelayPass pass);

/// An orderly end, as far as the carrier has one.
boost::asio::awaitable<void> leave(transport::Connection& side);

struct HttpAnswer {
    unsigned status = 0;
    std::string body;
    bool keep_alive = false;
};

/// One TCP connection, or one TLS connection, for requests one after the other. Throws when it breaks.
class HttpLine {
public:
    HttpLine(); ///< none, to be replaced
    static boost::asio::awaitable<HttpLine> open(boost::asio::ip::tcp::endpoint to, bool tls);
    HttpLine(HttpLine&&) noexcept;
    ~HttpLine();
    boost::asio::awaitable<HttpAnswer> ask(std::string method, std::string target, Bytes body = {});

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace cordee::test
