#include "apps/broker/accounts/scopes.hpp"

#include <array>
#include <utility>

namespace cordee::broker {
namespace {

constexpr std::string_view kRoot = "/api/v1/";

/// By the first word of the path.
constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kByTopic{{
    {"audit", "audit"},
    {"audit.csv", "audit"},
    {"audit.jsonl", "audit"},
    {"connection", "relays"},
    {"devices", "devices"},
    {"groups", "operators"},
    {"invitations", "sessions"},
    {"operators", "operators"},
    {"policy", "policy"},
    {"relays", "relays"},
    {"sessions", "sessions"},
}};

} // namespace

const std::vector<std::string>& scopes_of(Role role)
{
    static const std::vector<std::string> all{"audit",  "devices", "operators", "plugins",
                                              "policy", "relays",  "sessions"};
    static const std::vector<std::string> scoped{"audit",   "devices", "operators",
                                                 "plugins", "relays",  "sessions"};
    static const std::vector<std::string> own{"devices", "plugins", "relays", "sessions"};
    if (role == Role::administrator)
        return all;
    return role == Role::scoped_administrator ? scoped : own;
}

std::string_view needed_scope(std::string_view method, std::string_view path)
{
    if (!path.starts_with(kRoot))
        return {};
    path.remove_prefix(kRoot.size());
    if (method == "GET" && (path == "me" || path == "events"))
        return kAnyScope;
    if (path == "me/keys")
        return "sessions";
    const auto topic = path.substr(0, path.find('/'));
    if (topic == "packages" || topic == "trust")
        return "plugins";
    for (const auto& [word, scope] : kByTopic)
        if (word == topic)
            return scope;
    return {};
}

} // namespace cordee::broker
