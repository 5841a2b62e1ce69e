// A change of what is trusted: begun from what the broker has, signed with the offline key, handed in.
#pragma once

#include "apps/cordee/trust_keys.hpp"
#include "core/base/options.hpp"

#include <functional>

namespace cordee::cli {

OptionSpec keys_option();
OptionSpec pass_phrase_option();

/// What the broker has of it now; its newest root is checked against the one in the folder, so that a broker
/// cannot make an administrator sign what it likes. Throws UserError.
struct PresentTrust {
    plugin::trust::Root root;
    plugin::trust::Targets targets;
    std::string root_text;
};
PresentTrust present_trust(Context& context, const TrustKeys& keys);

/// Changes the targets as `change` does, under --keys. Says nothing.
void edit_targets(Context& context, const Options& options,
                  const std::function<void(plugin::trust::Targets&)>& change);

plugin::trust::Life new_life(const Context& context, std::uint64_t version, std::chrono::hours length);

} // namespace cordee::cli
