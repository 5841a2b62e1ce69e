// The broker's JSON, read strictly: a field that is missing, too long or of another form is Errc::malformed.
#pragma once

#include "core/base/error.hpp"
#include "core/base/json.hpp"
#include "core/endpoint/account.hpp"
#include "core/endpoint/broker_types.hpp"
#include "core/endpoint/meeting_answer.hpp"

#include <string_view>

namespace cordee::endpoint {

inline constexpr std::size_t kMaxGrant = 4096;
inline constexpr std::size_t kMaxTicket = 1024;
inline constexpr std::size_t kMaxListed = 1000; ///< sessions or devices in one answer

/// The part of a session code that the broker gives and may see: 4 to 6 digits.
bool is_routing_number(std::string_view text);

Result<Login> read_login(const json::Object& answer);
Result<GrantKeys> read_grant_keys(const json::Object& answer);
Result<Invitation> read_invitation(const json::Object& answer);
Result<std::string> read_grant(const json::Object& answer);
Result<std::vector<ListedSession>> read_sessions(const json::Object& answer);
Result<NewDevice> read_new_device(const json::Object& answer);
Result<EnrolledDevice> read_enrolled_device(const json::Object& answer);
Result<std::vector<ListedDevice>> read_devices(const json::Object& answer);
Result<DeviceMeeting> read_device_meeting(const json::Object& answer);
Result<RelayList> read_relay_list(const json::Object& answer);
Result<RelayCredentials> read_relay_credentials(const json::Object& answer);
Result<RelayReason> read_relay_reason(const json::Object& answer);
Result<Introduction> read_introduction(const json::Object& answer);
Result<OfferedModule> read_offered_module(const json::Object& answer);

/// A problem document of RFC 9457. What it says is for people and comes from outside.
struct Problem {
    std::string code;   ///< "internal" when the document makes no sense
    std::string detail; ///< printable
    std::string hint;   ///< printable
};
Problem read_problem(std::string_view body);

} // namespace cordee::endpoint
