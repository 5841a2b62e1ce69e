// HTTP/1.1 over TLS 1.3 for one handler. Everything a client can make long or large has a limit.
#pragma once

#include "apps/broker/http/certificate.hpp"
#include "apps/broker/http/http_message.hpp"
#include "apps/broker/http/web_socket.hpp"
#include "core/base/error.hpp"
#include "core/base/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>

namespace cordee::broker {

struct ServerLimits {
    std::size_t connections = 512;
    std::size_t connections_per_address = 64;
    std::chrono::milliseconds handshake{10'000};
    std::chrono::milliseconds request{20'000}; ///< to receive a whole one, the pause before it included
    std::chrono::milliseconds write{20'000};   ///< for each piece of an answer
    std::chrono::milliseconds upload{600'000}; ///< to receive one that may be longer than kMaxBody
};

inline constexpr std::size_t kMaxBody = 64 * 1024;
inline constexpr std::uint32_t kMaxHeader = 8 * 1024;

/// Lives on one strand. The handler may suspend; other connections go on meanwhile.
class HttpsServer {
public:
    using Answer = std::function<boost::asio::awaitable<Response>(const Request&)>;
    /// Longest body of a request whose head, without body, is this. Asked before anything of it is read.
    using BodyLimit = std::function<std::size_t(const Request&)>;

    /// To a request for a WebSocket.
    using Upgrade = std::function<UpgradeAnswer(const Request&)>;
    struct Handlers {
        Answer answer;
        BodyLimit body_limit{}; ///< empty: kMaxBody for all
        Upgrade upgrade{};      ///< empty: there are none
    };

    /// Throws UserError when the certificate and key cannot be used.
    HttpsServer(const boost::asio::any_io_executor& executor, const CertificateFiles& files,
                ServerLimits limits, Handlers handlers);
    ~HttpsServer();

    /// Returns the port, which is chosen when 0 is asked for. Throws UserError.
    std::uint16_t listen(const std::string& address, std::uint16_t port);
    /// Accepts until stop().
    void start();
    /// Ends every connection, also those in the middle of an answer.
    boost::asio::awaitable<void> stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace cordee::broker
