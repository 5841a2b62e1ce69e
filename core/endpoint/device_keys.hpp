// The lasting keys of this computer: one by which paired people recognise it, one that signs.
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/ed25519.hpp"
#include "core/crypto/x25519.hpp"

#include <filesystem>
#include <optional>

namespace cordee::endpoint {

struct DeviceKeys {
    crypto::X25519KeyPair exchange;
    crypto::SigningKey signing; ///< vouches for `exchange` before a broker; signs nothing else
};

/// One file in the state folder, readable by its owner only. Every call throws UserError on failure.
class DeviceKeyStore {
public:
    explicit DeviceKeyStore(const std::filesystem::path& state_folder);

    /// Empty when this computer was neither enrolled nor paired.
    [[nodiscard]] std::optional<DeviceKeys> load() const;
    /// The keys, made now when there are none.
    [[nodiscard]] DeviceKeys load_or_make(Random& random) const;
    /// The key pair of a session becomes that of this computer, because somebody was paired with it in that
    /// session. Keeps what is there.
    void adopt(const crypto::X25519KeyPair& exchange, Random& random) const;

private:
    void save(const DeviceKeys& keys) const;

    std::filesystem::path file_;
};

/// What a device signs to enrol: that the X25519 key is its own, for this token alone.
ByteArray<64> sign_enrolment(const DeviceKeys& keys, std::string_view token);

} // namespace cordee::endpoint
