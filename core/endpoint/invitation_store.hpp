// What the operator's side keeps of an invitation until it was used: the link secret and its own key pair.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

struct KeptInvitation {
    std::string invitation; ///< 22 characters, the broker's name for it
    ByteArray<16> session{};
    Secret<16> link_secret;   ///< never sent to anyone but the client, in the link
    Secret<32> static_secret; ///< X25519, made for this session alone
    std::string module;       ///< what it was made for
    std::vector<std::string> permissions;
    WallTime expires{};
};

/// One file for each invitation. Every call throws UserError on failure.
class InvitationStore {
public:
    explicit InvitationStore(const std::filesystem::path& state_folder);

    void save(const KeptInvitation& kept) const;
    [[nodiscard]] std::optional<KeptInvitation> load(const std::string& invitation) const;
    /// The one that expires last, among those that are still valid.
    [[nodiscard]] std::optional<KeptInvitation> latest(WallTime now) const;
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
