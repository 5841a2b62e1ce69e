// What the plugin host sees of the plugin: its halves, with a watch on how long they take, and bytes that are
// lent in the strict sense of the word.
#ifndef CORDEE_AUTHOR_PROBE_PLUGIN_SIDE_HPP
#define CORDEE_AUTHOR_PROBE_PLUGIN_SIDE_HPP

#include <cordee/plugin.h>

#include <chrono>

namespace cordee::probe {

/// One call of the plugin. Beyond what the interface allows it is a breach.
class Call {
public:
    explicit Call(const char* name) : name_{name} {}
    ~Call();
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;

private:
    const char* name_;
    std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

/// The half of the plugin in a wrapping of ours, or null where it has none.
const void* half_for_host(const cordee_plugin* plugin, const char* id);

} // namespace cordee::probe

#endif
