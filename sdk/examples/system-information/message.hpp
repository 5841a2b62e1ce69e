// What the two halves say to each other.
//   to the client's side     "tell"
//   to the operator's side   "no", or lines "key value", each ended by '\n'
#pragma once

#include <cordee/message.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace system_information {

constexpr std::uint16_t kFacts = 0; // the place of the channel in manifest.json
constexpr std::string_view kTell = "tell";
constexpr std::string_view kNo = "no";

/// By key: "system", "kernel", "processor" …
using Facts = std::map<std::string, std::string>;

std::string_view text_of(cordee::sdk::Message message);
cordee::sdk::Message message_of(std::string_view text);

std::string write_facts(const Facts& facts);
/// Empty when it is none, or larger than anybody's facts are: the other side may be anybody.
std::optional<Facts> read_facts(std::string_view text);

} // namespace system_information
