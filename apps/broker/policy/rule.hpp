// One rule of a policy: whom it concerns, what, which way, where and when.
#pragma once

#include "apps/broker/policy/direction.hpp"
#include "apps/broker/policy/time_window.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

struct Who {
    enum class Kind { everybody, one, group };
    Kind kind = Kind::everybody;
    std::string name{}; ///< an operator's address in lower case, or a group's name
    bool operator==(const Who&) const = default;
};

struct Where {
    enum class Kind { anywhere, any_device, device, group };
    Kind kind = Kind::anywhere;
    std::string name{}; ///< a device's name or id, or a group's name
    bool operator==(const Where&) const = default;
};

/// "*" stands for every module or permission.
struct Rule {
    bool allow = false;
    Who who{};
    std::string module;
    std::vector<std::string> permissions; ///< {"*"} alone, or different names
    Direction direction = Direction::any;
    Where where{};
    std::optional<TimeWindow> when{};
    bool operator==(const Rule&) const = default;
};

} // namespace cordee::broker
