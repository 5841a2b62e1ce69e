// What stands in the frames of questions, tasks and acts. Decoding checks every limit of the interface, as a
// plugin's process is not trusted to.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/plugin/plugin_events.hpp"

namespace cordee::plugin {

/// Acts that may be on their way to the core.
inline constexpr std::uint32_t kAuditWindow = 256;

/// A question as the host's side numbers it.
struct AskedQuestion {
    std::uint32_t serial = 0;
    std::string text;
    std::vector<std::string> choices;
};
bool is_proper(const AskedQuestion& question);
Bytes encode_question(const AskedQuestion& question);
/// Errc::malformed also when is_proper() is false.
Result<AskedQuestion> decode_question(View payload);

struct Answer {
    std::uint32_t serial = 0;
    std::uint32_t choice = 0;
};
Bytes encode_answered(const Answer& answer);
Result<Answer> decode_answered(View payload);

bool is_proper(const TaskReport& report);
Bytes encode_report(const TaskReport& report);
Result<TaskReport> decode_report(View payload);

struct TaskWish {
    std::uint32_t task = 0;
    std::string wish;
};
Bytes encode_wish(const TaskWish& wish);
Result<TaskWish> decode_wish(View payload);

struct Act {
    std::string act;
    std::string facts;
};
bool is_proper(const Act& act);
Bytes encode_act(const Act& act);
Result<Act> decode_act(View payload);

} // namespace cordee::plugin
