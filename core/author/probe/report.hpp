// What the probe and the validator say to each other, as text.
//
// The probe is a plugin that has another one inside, so that the validator looks at a plugin from within the
// process in which it really runs: between the real plugin host, with all its walls, and the plugin.
//   probe.conf, beside the probe:   one "key value" a line: library, module, channels, instruments …
//   orders and answers:             messages on the channel after the plugin's own, while it is active
//   reports:                        the same; before and after, lines "probe: …" of the process's output
#ifndef CORDEE_AUTHOR_PROBE_REPORT_HPP
#define CORDEE_AUTHOR_PROBE_REPORT_HPP

namespace cordee::probe {

inline constexpr const char* kModule = "probe";
inline constexpr const char* kLibrary = "cordee-plugin-probe.so";
inline constexpr const char* kConfiguration = "probe.conf";
inline constexpr const char* kPrefix = "probe: ";

// Reports are "word rest": a word of these, and what it is about.
inline constexpr const char* kBreach = "breach"; ///< "breach RULE text": a rule is broken
inline constexpr const char* kEntry = "entry";   ///< "entry MIN MAX ID"
inline constexpr const char* kAsked = "asked";   ///< an extension, by id
inline constexpr const char* kUsed = "used";     ///< a permission that the plugin asked about
inline constexpr const char* kDone = "done";     ///< "done PHASE": create, activate, deactivate, destroy
inline constexpr const char* kFacts = "facts";   ///< "facts descriptors heap resident threads sends full"

// Orders.
inline constexpr const char* kMeasure = "measure"; ///< answered by kFacts
inline constexpr const char* kEcho = "echo";       ///< answered by the same word: what came before is handled

} // namespace cordee::probe

#endif
