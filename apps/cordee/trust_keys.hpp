// The folder with an administrator's offline keys: root-1.key, root-2.key, root-3.key and targets.key, each
// under the pass phrase, and what was signed last with them, root and targets.
#pragma once

#include "apps/cordee/context.hpp"
#include "core/plugin/trust/trust.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace cordee::cli {

inline constexpr std::size_t kRootKeys = 3;
inline constexpr std::size_t kRootThreshold = 2;

class TrustKeys {
public:
    /// A new folder with new keys; it must not be there. Throws UserError.
    static TrustKeys make(const Context& context, const std::filesystem::path& folder,
                          const std::string& pass_phrase);
    explicit TrustKeys(std::filesystem::path folder) : folder_{std::move(folder)} {}

    /// Those of the root keys that lie there; the others may be at a safer place. Throws UserError when there
    /// are fewer than it takes, or the pass phrase is another one.
    [[nodiscard]] std::vector<crypto::SigningKey> root_keys(const std::string& pass_phrase) const;
    [[nodiscard]] crypto::SigningKey targets_key(const std::string& pass_phrase) const;
    /// Public halves, in order; without a pass phrase.
    [[nodiscard]] plugin::trust::RoleKeys root_role() const;
    [[nodiscard]] plugin::trust::RoleKeys targets_role() const;

    /// What was signed last; empty when it is not there.
    [[nodiscard]] std::string last(plugin::trust::Role role) const;
    void keep(plugin::trust::Role role, const std::string& text) const;
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

std::string sign_root(const plugin::trust::Root& root, const std::vector<crypto::SigningKey>& keys);
std::string sign_targets(const plugin::trust::Targets& targets, const crypto::SigningKey& key);

} // namespace cordee::cli
