// The links that people pass on: an invitation, and the setup of a new broker.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/endpoint/broker_address.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cordee::endpoint {

/// https://HOST:PORT/j/INVITATION#1.SECRET[.PIN]
/// What stands after "#" never leaves this computer.
struct InvitationLink {
    BrokerAddress broker;
    std::string invitation; ///< 16 bytes as 22 characters of base64url
    Secret<16> secret;
    std::optional<Pin> pin;
};

/// https://HOST:PORT/setup#TOKEN[.PIN]
struct SetupLink {
    BrokerAddress broker;
    std::string token;
    std::optional<Pin> pin;
};

/// https://HOST:PORT/enrol#TOKEN[.PIN]: makes a computer one of the organisation's devices, once.
struct EnrolmentLink {
    BrokerAddress broker;
    std::string token;
    std::optional<Pin> pin;
};

/// Strict: every part in its only spelling, nothing before, between or after.
Result<InvitationLink> parse_invitation_link(std::string_view text);
/// Holds the secret; for the person who invites and for nobody's log.
std::string format_invitation_link(const InvitationLink& link);
Result<SetupLink> parse_setup_link(std::string_view text);
Result<EnrolmentLink> parse_enrolment_link(std::string_view text);
std::string format_enrolment_link(const EnrolmentLink& link);

/// As typed or pasted by a person: white space around it is dropped. Throws UserError that says what is wrong
/// with it, and never repeats it.
InvitationLink invitation_link_from_person(std::string_view text);
SetupLink setup_link_from_person(std::string_view text);
EnrolmentLink enrolment_link_from_person(std::string_view text);
BrokerAddress broker_url_from_person(std::string_view text);

} // namespace cordee::endpoint
