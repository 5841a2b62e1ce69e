// What a person wants done, as the program tells it; README.md has the form.
#pragma once

#include "protocol/messages.hpp"
#include "source/scanner.hpp"

#include <optional>

namespace cordee::transfer {

struct Wish {
    Direction direction = Direction::send;
    Conflict conflict = Conflict::keep_both;
    /// What is sent from here.
    std::vector<Root> from{};
    /// What is fetched from the other side.
    std::vector<std::string> what{};
    /// Where it goes: at the other side, or here in `folder`.
    std::string to{};
    std::uint32_t folder = 0;
};

/// Nothing when it makes no sense.
std::optional<Wish> read_wish(std::string_view json);

} // namespace cordee::transfer
