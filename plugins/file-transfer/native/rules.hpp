// What the settings of this side allow to come in and to go out.
#pragma once

#include "protocol/trouble.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::transfer {

enum class Ask { never, transfer, file };

struct Rules {
    Ask ask = Ask::transfer;
    /// Bytes; 0: no limit.
    std::uint64_t max_size = 0;
    std::uint64_t max_total = 0;
    /// Patterns of names as a shell has them; nothing: every name.
    std::vector<std::string> allowed{};
    std::vector<std::string> refused{};
    bool delta = true;

    [[nodiscard]] Trouble check(std::string_view path, std::uint64_t size) const;
};

/// Patterns with commas or spaces between them.
std::vector<std::string> patterns(std::string_view text);

} // namespace cordee::transfer
