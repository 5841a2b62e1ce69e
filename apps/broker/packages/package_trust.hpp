// Who vouches for packages here: the files that the administrator signed, and the timestamp that this broker
// signs itself so that nobody can pass an old list of publishers off as the present one.
#pragma once

#include "core/base/clock.hpp"
#include "core/crypto/ed25519.hpp"
#include "core/plugin/trust/trust.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

class PackageTrust {
public:
    /// Reads what is kept in the file. Throws UserError when that is damaged.
    PackageTrust(std::filesystem::path file, crypto::SigningKey timestamp_key, const Clock& clock);

    /// What the administrator signed; null: nothing yet, and the publishers that the programs were built with
    /// count.
    [[nodiscard]] const plugin::trust::Targets* targets() const { return targets_ ? &*targets_ : nullptr; }
    [[nodiscard]] const std::vector<std::string>& roots() const { return roots_; }
    [[nodiscard]] const std::string& targets_text() const { return targets_text_; }
    [[nodiscard]] std::uint64_t root_version() const { return root_ ? root_->life.version : 0; }
    /// Good for days; made anew when half its life is over. Empty without targets.
    [[nodiscard]] std::string timestamp();
    [[nodiscard]] const ByteArray<32>& timestamp_key() const { return key_.public_key; }

    /// New roots, the first of them or the next, and new targets; either may be left out. Errors as those of
    /// Trust::update(), and not_permitted when the root does not name this broker's timestamp key.
    /// Throws UserError when it can't be written.
    Result<void> put(const std::vector<std::string>& roots, const std::string& targets);

private:
    struct Stamp {
        std::string text;
        plugin::trust::Life life;
    };
    Stamp sign_timestamp(const plugin::trust::Targets& targets, const std::string& text);
    void keep(const std::vector<std::string>& roots, const std::string& targets) const;

    std::filesystem::path file_;
    crypto::SigningKey key_;
    const Clock& clock_;
    std::vector<std::string> roots_;
    std::optional<plugin::trust::Root> root_;
    std::string targets_text_;
    std::optional<plugin::trust::Targets> targets_;
    Stamp stamp_; ///< what is handed out
    std::uint64_t last_version_ = 0;
};

} // namespace cordee::broker
