// What passes between an endpoint and its broker.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"
#include "core/base/version.hpp"
#include "core/transport/https_client.hpp"

#include <string>
#include <vector>

namespace cordee::endpoint {

using SessionId = ByteArray<16>;

struct Login {
    std::string token;
    std::string expires;
    std::string name;
    std::string organisation;
    std::string role;
};

struct Setup {
    std::string token;
    std::string organisation;
    std::string name;
    std::string email;
    std::string password;
};

struct AskedModule {
    std::string id;
    std::vector<std::string> permissions;
};

struct Invitation {
    std::string id; ///< 22 characters of base64url
    SessionId session{};
    std::string expires; ///< RFC 3339
    /// What the policy leaves of what was asked.
    std::vector<AskedModule> modules;
};

/// How to reach the other side: a relay and the right to use it once.
struct RelayOffer {
    transport::Address address;
    std::string ticket;
    Secret<32> proof_key;
};

struct Meeting {
    SessionId session{};
    std::string grant; ///< token; both sides hold the same one
    RelayOffer relay;
};

/// Which package of a module the broker would deliver.
struct OfferedModule {
    std::string id;
    Version version;
    std::string platform;
    std::size_t size = 0;
    ByteArray<32> sha256{};
};

} // namespace cordee::endpoint
