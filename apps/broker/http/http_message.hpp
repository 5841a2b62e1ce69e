// A request and its answer as the handlers see them, without any HTTP library.
#pragma once

#include "core/base/language.hpp"

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace cordee::broker {

inline constexpr const char* kCookie = "__Host-cordee";

struct Request {
    std::string method;
    std::string path; ///< without the query, as it was sent: nothing in it is escaped
    std::map<std::string, std::string> query;
    std::string range;         ///< the header of that name; empty without one
    std::string if_none_match; ///< the same
    bool gzip = false;         ///< whether the answer may be compressed so
    std::string bearer;        ///< the token of "Authorization: Bearer"; empty without one
    std::string cookie;        ///< the value of the cookie of this broker's pages; empty without one
    std::string csrf;          ///< X-Cordee-CSRF
    std::string origin;        ///< where the page is from that sent this, when a browser says so
    std::string host;          ///< as the other side calls this broker: name, and port unless it is 443
    std::string idempotency_key;
    std::string protocols; ///< Sec-WebSocket-Protocol
    std::string body;
    std::string address; ///< the other side's IP address
    Language language = Language::english;
};

struct Response {
    int status = 200;
    std::string type = "application/json";
    std::string body;
    std::filesystem::path file; ///< sent instead of the body when not empty
    /// Asked for the body piece by piece, as fast as the other side takes it, until one is empty. What it
    /// refers to outlives the connections.
    std::function<std::string()> pieces{};
    std::vector<std::pair<std::string, std::string>> headers;
};

} // namespace cordee::broker
