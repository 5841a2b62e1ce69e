// The web halves of modules, ready to be handed to browsers: packages for the platform "web", verified as any
// program verifies what it loads, and kept unpacked. One thread.
#pragma once

#include "apps/broker/packages/module_store.hpp"
#include "core/plugin/manifest.hpp"

#include <list>
#include <map>
#include <memory>
#include <string>

namespace cordee::broker {

/// A package, and all its files together, for browsers; more is not looked at.
inline constexpr std::uint64_t kMaxWebHalf = 4 << 20;
/// All that is kept unpacked.
inline constexpr std::uint64_t kMaxWebHalves = 64 << 20;

struct WebHalf {
    plugin::Manifest manifest;
    /// By path: what the manifest lists, the manifest and its signature.
    std::map<std::string, std::string, std::less<>> files;
    std::uint64_t size = 0; ///< of all of them
};

class WebHalves {
public:
    /// What the package holds, when one of these publishers signed it; null, and a line in the log, when not.
    std::shared_ptr<const WebHalf> of(const ModulePackage& package,
                                      const std::vector<std::string>& publishers);

private:
    struct Kept {
        std::string sha256;
        std::shared_ptr<const WebHalf> half; ///< null: it cannot be used
    };
    void keep(Kept one);

    std::list<Kept> kept_; ///< what was asked for last comes first
    std::uint64_t size_ = 0;
};

} // namespace cordee::broker
