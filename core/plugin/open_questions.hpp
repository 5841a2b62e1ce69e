// Questions of a plugin that the person has not answered yet.
#pragma once

#include "core/plugin/event_frame.hpp"

#include <map>
#include <optional>
#include <vector>

namespace cordee::plugin {

/// Each has a number of the core's own, so that an answer never reaches a question of another process.
class OpenQuestions {
public:
    /// Empty: too many, or the serial number is that of an open one. Only a process that is not our host asks
    /// so.
    std::optional<Question> open(const AskedQuestion& asked);
    /// The number, if it is still open.
    std::optional<std::uint32_t> withdraw(std::uint32_t serial);
    /// For the plugin; empty: it is not open any more, or has no such choice.
    std::optional<Answer> answer(std::uint32_t number, std::uint32_t choice);
    /// All of them are over; their numbers.
    std::vector<std::uint32_t> clear();

private:
    struct Open {
        std::uint32_t serial;
        std::size_t choices;
    };
    std::map<std::uint32_t, Open> open_;
    std::uint32_t last_ = 0;
};

} // namespace cordee::plugin
