// Which packages of modules this computer loads: by the signed word of the broker, by the keys that this
// program was built with, and by the owner's settings. core/plugin/trust/FORMAT.md says who signs what.
#pragma once

#include "core/base/clock.hpp"
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/private_folders.hpp"
#include "core/plugin/store.hpp"
#include "core/plugin/trust/trust.hpp"

#include <boost/asio/awaitable.hpp>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cordee::endpoint {

struct VersionRange {
    Version min{};
    std::optional<Version> max{};
};

/// What the owner of this computer says of packages; it only ever takes away.
struct PackageTerms {
    std::vector<std::string> publishers;          ///< key ids; empty: all that are trusted anyway
    std::map<std::string, VersionRange> versions; ///< by module
    /// Whether a broker at which nobody is enrolled or logged in here may name publishers too.
    bool any_broker_names_publishers = false;
    std::uint64_t cache_limit = plugin::kCacheLimit;
};

/// "chat=1.2.0-", "chat=1.2.0-2.0.0", "chat=-2.0.0" or "chat=1.2.0". Throws UsageError.
std::map<std::string, VersionRange> read_version_ranges(const std::vector<std::string>& texts);
/// 16 hex digits each. Throws UsageError.
std::vector<std::string> read_publisher_ids(const std::vector<std::string>& texts);

struct WantedModule {
    std::string id;
    Version minimum;
    /// Exactly `minimum`: the side that is offered a module runs the version of the other side.
    bool exact = false;
};

class Packages {
public:
    /// Makes the folders. Throws UserError.
    explicit Packages(const PrivateFolders& folders, PackageTerms terms = {},
                      const Clock& clock = system_clock());

    [[nodiscard]] plugin::PackageStore& store() { return store_; }
    [[nodiscard]] const std::filesystem::path& cache() const { return store_.settings().folder; }

    struct Rules {
        plugin::PackageRules package;
        /// Whether something may be installed; not when what the broker signed is out of date.
        bool fresh = true;
    };
    /// For a module of this broker, which is asked what is new of its publishers. Should it not answer, or
    /// should what it says be refused, then what was believed before holds, and nothing new is installed.
    boost::asio::awaitable<Rules> rules_for(BrokerClient& broker, WantedModule wanted);
    /// Learns what the broker signed, and believes its first root from now on. Throws UserError when it is
    /// not to be believed, BrokerError when it does not answer; empty when it has no such thing.
    boost::asio::awaitable<std::optional<plugin::trust::Trust>> learn(BrokerClient& broker);

private:
    [[nodiscard]] std::filesystem::path folder_of(const std::string& broker) const;
    [[nodiscard]] std::optional<plugin::trust::Trust> load(const std::string& broker) const;
    void save(const std::string& broker, const plugin::trust::Trust& trust) const;
    void take(const std::string& broker, std::optional<plugin::trust::Trust>& trust,
              plugin::trust::Files files) const;
    [[nodiscard]] bool is_own(const std::string& broker) const;
    [[nodiscard]] std::vector<std::string> publishers_of(const plugin::trust::Targets& targets,
                                                         const plugin::trust::ModuleTerms* terms,
                                                         bool own) const;

    PrivateFolders folders_;
    PackageTerms terms_;
    const Clock& clock_;
    plugin::PackageStore store_;
};

/// At a login or an enrolment: believes from now on what this broker's administrator signed about publishers,
/// if anything. That nothing could be learnt is in the log; a session tries again.
boost::asio::awaitable<void> pin_publishers(const PrivateFolders& folders, BrokerClient& broker,
                                            const Clock& clock);

} // namespace cordee::endpoint
