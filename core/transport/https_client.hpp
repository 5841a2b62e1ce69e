// HTTPS requests to a broker: TLS 1.3, one connection per request, everything bounded.
#pragma once

#include "core/base/bytes.hpp"
#include "core/transport/address.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace cordee::transport {

inline constexpr std::size_t kMaxResponse = 1 << 20;
inline constexpr std::size_t kMaxPackage = 16 << 20;

/// First 16 bytes of the SHA-256 of the certificate's SubjectPublicKeyInfo. Whoever has it needs no
/// authority.
using SpkiPin = ByteArray<16>;

struct HttpRequest {
    std::string method = "GET";
    std::string target{}; ///< path and query, already escaped: printable ASCII without space
    std::string body{};   ///< JSON if nothing else is said, or empty
    std::string content_type = "application/json";
    std::string bearer{}; ///< token of the account, or empty
    /// Makes the body when the connection stands, for what is still being learnt until then.
    std::function<std::string()> late_body{};
    std::size_t max_response = kMaxResponse;
    /// Of a resource of bytes, only those from here on, where the server can give them.
    std::optional<std::uint64_t> offset{};
    /// Takes the body of a success piece by piece, so that what arrived before a break is not lost; the
    /// answer's own body stays empty. `at` is where in the resource the piece belongs. May throw.
    std::function<void(std::uint64_t at, View piece)> sink{};
    /// For all of it, from the look-up of the name to the last byte.
    std::chrono::milliseconds deadline{30'000};
};

struct HttpResponse {
    unsigned status = 0;
    std::string body;
    std::string content_type;
    std::uint64_t offset = 0;        ///< where in the resource the body begins: not 0 for a part of it
    boost::asio::ip::address from{}; ///< who answered; a test's fake may leave it unspecified
};

/// Stateless: requests may run at the same time, on one strand; the client outlives them. Redirections are
/// not followed.
class HttpsClient {
public:
    /// With a pin only that key is accepted; without one, the system's authorities and the host's name
    /// decide.
    explicit HttpsClient(Address server, std::optional<SpkiPin> pin = {});
    HttpsClient(HttpsClient&&) noexcept;
    HttpsClient& operator=(HttpsClient&&) noexcept;
    ~HttpsClient();

    [[nodiscard]] const Address& server() const;

    /// Every status is a response. Failures:
    /// Errc::unreachable (name unknown, nobody answers), timed_out,
    /// bad_key (another key than the pin says: this is not the broker that the link names),
    /// bad_signature (no authority of the system vouches for it), unsupported (no TLS 1.3 there),
    /// too_large, malformed (not HTTP, or a request that must not be sent), io_error, closed.
    boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace cordee::transport
