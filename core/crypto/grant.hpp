// The grant: who may meet whom in one session, and what each may do. Signed by the broker, held by both
// sides.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/version.hpp"
#include "core/crypto/ed25519.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::crypto {

inline constexpr std::size_t kMaxGrant = 4096;
inline constexpr std::chrono::minutes kMaxGrantLife{15};
inline constexpr std::chrono::seconds kGrantSkew{90};
inline constexpr std::string_view kGrantImplicit = "rs1/grant/v1";

/// A module that the session may use: its id, the lowest version, its publisher.
struct GrantedModule {
    std::string id;
    Version min;
    std::string pub;
    /// Which of the participant's permissions hold for this module; absent: all.
    std::optional<std::vector<std::string>> perms{};
    std::optional<Version> max{};     ///< no newer one
    std::vector<Version> withdrawn{}; ///< none of these, also where one runs already
    bool operator==(const GrantedModule&) const = default;
};

/// One participant. Permissions are exact strings; one that nobody knows permits nothing.
struct Part {
    std::string role;    ///< "operator", "agent" or "observer"
    ByteArray<32> key{}; ///< X25519 static key
    std::string name;
    std::string org;
    std::vector<std::string> perms;
    std::vector<GrantedModule> mods;
    bool operator==(const Part&) const = default;
};

struct Recording {
    std::string rule = "forbidden"; ///< "required", "allowed" or "forbidden"
    std::vector<std::string> keys;  ///< ids of archive keys
    bool operator==(const Recording&) const = default;
};

struct Grant {
    std::string typ = "grant"; ///< or "revoke", which needs neither ways nor parts
    std::string jti;
    std::uint64_t seq = 0; ///< grows with each renewal of the session, at most 2^63 - 1
    ByteArray<16> sid{};
    WallTime iat{};
    WallTime nbf{};
    WallTime exp{};
    std::vector<std::string> ways; ///< of "code", "link", "device", "introduced", "account"
    std::vector<Part> parts;
    Recording rec;
    std::vector<std::string> crit; ///< claims that the reader must understand
    bool operator==(const Grant&) const = default;
};

/// kid names the key in the trust stores of the readers.
std::string sign_grant(const Grant& grant, const SigningKey& key, std::string_view kid);

/// The claims of a payload whose signature was checked: types and forms, not the times. Errc::malformed, or
/// Errc::unsupported for a critical claim unknown here.
Result<Grant> parse_grant(std::string_view payload);

} // namespace cordee::crypto
