// What the plugin host sees of the plugin: its halves, with a watch on how long they take, and bytes that are
// lent in the strict sense of the word.
#ifndef CORDEE_AUTHOR_PROBE_PLUGIN_SIDE_HPP
#define CORDEE_AUTHOR_PROBE_PLUGIN_SIDE_HPP

#include <cordee/plugin.h>

#include <chrono>

namespace cordee::probe {

/// As cordee/base.h says; a plugin that starts has as long as the core waits for it, since a busy computer
/// takes its time to find libraries and open windows.
constexpr std::chrono::milliseconds kMostOfCall{2'000};
constexpr std::chrono::milliseconds kMostOfStart{10'000};

/// One call of the plugin. Beyond what it is allowed it is a breach.
class Call {
public:
    explicit Call(const char* name, std::chrono::milliseconds most = kMostOfCall) : name_{name}, most_{most}
    {}
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

private:
    const char* name_;
    std::chrono::milliseconds most_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// The half of the plugin in a wrapping of ours, or null where it has none.
const void* half_for_host(const cordee_plugin* plugin, const char* id);

} // namespace cordee::probe

#endif
