// What the operator's side keeps of an invitation until it was used: the secrets of link and code, its own
// key pair, and how often the code was guessed at.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/endpoint/broker_types.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// Wrong codes that are borne before it is burned (docs/security.md, "Limits").
inline constexpr int kMaxGuesses = 3;

/// The spoken way in to an invitation.
struct KeptCode {
    std::string routing; ///< the broker's part, 4 to 6 digits
    Secret<8> secret;    ///< 8 digits as ASCII, check digit included; never sent to anyone
    WallTime expires{};  ///< by this computer's clock
    int guesses = 0;     ///< tries that were answered, the right one included
};

struct KeptInvitation {
    std::string invitation; ///< 22 characters, the broker's name for it
    ByteArray<16> session{};
    Secret<16> link_secret;           ///< never sent to anyone but the client, in the link
    Secret<32> static_secret;         ///< X25519, made for this session alone
    std::vector<AskedModule> modules; ///< what it was made for
    WallTime expires{};
    std::optional<KeptCode> code;
};

/// One file for each invitation. Every call throws UserError on failure.
class InvitationStore {
public:
    explicit InvitationStore(const std::filesystem::path& state_folder);

    void save(const KeptInvitation& kept) const;
    [[nodiscard]] std::optional<KeptInvitation> load(const std::string& invitation) const;
    /// The one that expires last, among those that are still valid.
    [[nodiscard]] std::optional<KeptInvitation> latest(WallTime now) const;
    /// Counts one guess at the code, and has stored it durably when it returns. Several programs may do this
    /// at the same time. Errc::exhausted when none is left, Errc::expired, Errc::not_found when it was
    /// cancelled, used or burned meanwhile.
    [[nodiscard]] Result<void> spend_guess(const std::string& invitation, WallTime now) const;
    /// Wipes it. Call it as soon as the handshake is done, whatever follows.
    void remove(const std::string& invitation) const;
    /// Wipes those that can no longer be used, and files that make no sense.
    void remove_expired(WallTime now) const;

private:
    [[nodiscard]] std::filesystem::path file_of(const std::string& invitation) const;
    [[nodiscard]] std::vector<std::string> names() const;

    std::filesystem::path folder_;
};

} // namespace cordee::endpoint
