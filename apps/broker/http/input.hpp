// What handlers take out of a request: each reader throws the Problem that names what is wrong.
#pragma once

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/http/problem.hpp"
#include "apps/broker/http/rate_limiter.hpp"

#include <string>

namespace cordee::broker {

struct Broker;

json::Object::Ptr read_body(const Request& request);
/// An empty object for an empty body.
json::Object::Ptr read_optional_body(const Request& request);
/// From 0 to max; `otherwise` when there is no such field.
std::int64_t read_number(const json::Object& object, const std::string& field, std::int64_t max,
                         std::int64_t otherwise, const Request& request);

/// A text of 1..max bytes.
std::string read_text(const json::Object& object, const std::string& field, std::size_t max,
                      const Request& request);
/// For people's eyes: 1..80 characters, none of which moves a cursor or turns the line.
std::string read_name(const json::Object& object, const std::string& field, const Request& request);
std::string read_email(const json::Object& object, const Request& request);
/// A new one: 8..256 bytes.
std::string read_new_password(const json::Object& object, const Request& request,
                              const std::string& field = "password");
/// `otherwise` when there is no such field.
bool read_flag(const json::Object& object, const std::string& field, bool otherwise, const Request& request);
/// A text that may be empty and have several lines, with nothing else that moves a cursor.
std::string read_lines(const json::Object& object, const std::string& field, std::size_t max,
                       const Request& request);
/// X25519, base64url, as it was written.
std::string read_key(const json::Object& object, const Request& request);
/// A 32-byte key in that field, as above.
std::string read_key(const json::Object& object, const std::string& field, const Request& request);

Problem bad_field(const std::string& field, const Request& request);

/// By login, or by a program's token with the scope for this.
Operator require_operator(const Broker& broker, const Request& request);
Operator require_administrator(const Broker& broker, const Request& request);
Problem not_an_administrator(const Request& request);

/// Counts an attempt; throws "limit" with the time to wait.
void require_turn(RateLimiter& limiter, const std::string& key, const Request& request);
Problem too_many(std::chrono::seconds wait, const Request& request);

} // namespace cordee::broker
