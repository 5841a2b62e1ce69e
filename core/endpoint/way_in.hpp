// What a person was given to come into a session with: a code or a link.
#pragma once

#include "core/crypto/session_code.hpp"
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/link.hpp"
#include "core/session/handshake/config.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// One of the two.
struct WayIn {
    std::optional<InvitationLink> link;
    std::optional<crypto::SessionCode> code;

    /// For each try.
    [[nodiscard]] session::Credential credential() const;
};

/// A link, or a code that may have been typed in several parts, of which it keeps no copy. Throws UserError.
WayIn way_in_from_person(const std::vector<std::string>& given);

/// Comes to whoever invited; from then on the broker knows this side by the access of the meeting. Another
/// way than this one is refused (SEC-1). Throws BrokerError.
boost::asio::awaitable<Meeting> meeting_of(const WayIn& way, BrokerClient& broker, View public_key,
                                           std::string name, Candidates candidates);

} // namespace cordee::endpoint
