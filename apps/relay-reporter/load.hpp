// What a relay says of itself at its status listener.
#pragma once

#include "core/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cordee::reporter {

inline constexpr std::size_t kMaxLoadText = 16 * 1024;

struct Load {
    std::string version{};
    std::int64_t sessions = 0;
    std::int64_t capacity = 1; ///< sessions
    std::int64_t entries = 0;  ///< connections that are not paired yet
    double bytes_per_second = 0;
    double loop_lag_ms = 0;
    double cpu = 0;   ///< 1: all that it may use
    double index = 1; ///< from 0 to 1: how well it does
    bool draining = false;
};

/// The relay is another program: what it says is read as strictly as what comes from outside.
/// Errc::malformed, Errc::too_large; Errc::not_permitted when it is another relay than `id`.
Result<Load> read_load(std::string_view text, std::string_view id);

} // namespace cordee::reporter
