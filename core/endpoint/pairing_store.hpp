// Who was paired with this computer: the other side's key, what both remember of that session, and what is
// allowed. The list changes only here, on this computer, by its person.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

struct Pairing {
    std::string name;         ///< of the other side, printable, as it was at the time
    std::string organisation; ///< printable; may be empty
    ByteArray<32> peer_key{}; ///< X25519, authenticated in the session in which they were paired
    Secret<32> psk;           ///< of that session; nobody else has it
    std::vector<std::string> permissions;
    WallTime since{};
    /// The operator's side: its own key for this device, and the broker's name for the device as far as
    /// known.
    std::optional<Secret<32>> own_secret;
    std::string device;

    [[nodiscard]] Pairing clone() const;
};

/// Short, for people to compare and to name a pairing by: 8 hexadecimal digits of the key's hash.
std::string short_name_of_key(View key);

/// One file for each pairing, readable by its owner only. Every call throws UserError on failure.
class PairingStore {
public:
    /// `kind` keeps a computer's two lists apart: "operators" may come here, "devices" can be reached from
    /// here.
    PairingStore(const std::filesystem::path& state_folder, std::string_view kind);

    /// Replaces the one with the same key.
    void save(const Pairing& pairing) const;
    [[nodiscard]] std::optional<Pairing> find(View peer_key) const;
    /// In the order of their names.
    [[nodiscard]] std::vector<Pairing> list() const;
    /// Those whose name, device or short key is this. False when there were none.
    bool remove(const std::string& which) const;

private:
    [[nodiscard]] std::filesystem::path file_of(View peer_key) const;

    std::filesystem::path folder_;
};

} // namespace cordee::endpoint
