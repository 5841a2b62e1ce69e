// The operator invites: fresh secrets here, a number from the broker, a link for the client.
#pragma once

#include "core/base/random.hpp"
#include "core/endpoint/account.hpp"
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/invitation_store.hpp"
#include "core/endpoint/link.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>

namespace cordee::endpoint {

inline constexpr const char* kRemoteControl = "remote-control";

/// What the operator asks for.
std::vector<std::string> permissions_for(bool view_only);

/// Two ways in to one session: whichever is used first.
struct Invited {
    InvitationLink link;
    /// To be read aloud, 4821-0395-7713; empty when the broker has no number to give.
    std::string code;
};

/// Keeps what the session will need; throws UserError.
boost::asio::awaitable<Invited> invite(const Account& account, BrokerClient& broker,
                                       const InvitationStore& store, Random& random, const Clock& clock,
                                       std::chrono::minutes life, std::vector<AskedModule> wanted);

/// How long a code can be used, by this computer's clock.
inline constexpr std::chrono::minutes kCodeLife{10};

/// The link of an invitation that is kept.
InvitationLink link_of(const Account& account, const KeptInvitation& kept);

} // namespace cordee::endpoint
