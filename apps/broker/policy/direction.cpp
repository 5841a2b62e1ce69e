#include "apps/broker/policy/direction.hpp"

#include <array>

namespace cordee::broker {
namespace {

struct Known {
    std::string_view module;
    std::string_view permission;
    Direction direction;
};

/// As the modules' own documents say. A picture comes from the client, keys and pointer go there.
constexpr std::array kKnown{
    Known{"file-transfer", "send", Direction::to_client},
    Known{"file-transfer", "fetch", Direction::from_client},
    Known{"remote-control", "view", Direction::from_client},
    Known{"remote-control", "input", Direction::to_client},
};

} // namespace

Direction direction_of(std::string_view module, std::string_view permission)
{
    for (const auto& known : kKnown)
        if (known.module == module && known.permission == permission)
            return known.direction;
    return Direction::any;
}

bool direction_covers(Direction rule, bool allow, std::string_view module, std::string_view permission)
{
    if (rule == Direction::any)
        return true;
    const auto gives = direction_of(module, permission);
    return gives == rule || (!allow && gives == Direction::any);
}

std::string_view direction_name(Direction direction)
{
    switch (direction) {
    case Direction::to_client:
        return "to-client";
    case Direction::from_client:
        return "from-client";
    case Direction::any:
        break;
    }
    return "both";
}

} // namespace cordee::broker
