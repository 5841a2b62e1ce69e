// What the probe knows and says: one state for the whole library, as there is one plugin in a process.
#ifndef CORDEE_AUTHOR_PROBE_STATE_HPP
#define CORDEE_AUTHOR_PROBE_STATE_HPP

#include <cordee/ext/channel.h>
#include <cordee/plugin.h>

#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <string>

namespace cordee::probe {

/// Where the plugin is in its life, for the rules about when it may call what.
enum class Phase { none, creating, created, active, ended, destroyed };

struct State {
    /// Of probe.conf.
    std::map<std::string, std::string> configuration;
    std::string folder;

    const cordee_host* real = nullptr;            ///< the plugin host's object
    const cordee_host_channel* channel = nullptr; ///< and its channels
    std::uint16_t channels = 0;                   ///< the plugin's; the next one is ours
    std::atomic<Phase> phase{Phase::none};
    std::atomic<bool> rehearsing{false}; ///< a life that the core does not know of
    std::atomic<std::uint64_t> sends{0};
    std::atomic<std::uint64_t> full{0}; ///< those that were answered CORDEE_AGAIN

    std::mutex mutex;
    std::set<std::string> said; ///< each report once

    [[nodiscard]] std::string setting(const std::string& key) const
    {
        const auto found = configuration.find(key);
        return found == configuration.end() ? std::string{} : found->second;
    }
    [[nodiscard]] bool has(const std::string& instrument) const
    {
        return configuration.count(instrument) != 0;
    }
};

State& state();

/// Says it, whether the plugin is active or not.
void report(const std::string& text);
/// The same, but only the first time.
void report_once(const std::string& text);
/// "breach RULE text", once.
void breach(const std::string& rule, const std::string& text);
/// The line for kFacts.
std::string facts();
std::size_t count_threads();

} // namespace cordee::probe

#endif
