// What is to be sent, by whom and how long; README.md has the form.
#pragma once

#include <chrono>
#include <string>

namespace traffic {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

enum class From : unsigned { nobody = 0, controlling = 1, controlled = 2, both = 3 };

struct Order {
    Seconds settle{2};
    Seconds measured{10};
    Seconds drain{60};
    double count = 0; ///< messages a second
    std::size_t count_size = 1000;
    From voice = From::nobody;
    From input = From::nobody;
    From bulk = From::nobody;
};

/// Throws std::runtime_error with the line that makes no sense.
Order parse_order(const std::string& text);

/// The time that is measured.
struct Window {
    Clock::time_point begin;
    Clock::time_point from;
    Clock::time_point until;

    [[nodiscard]] bool measures(Clock::time_point time) const { return time >= from && time < until; }
};
Window window_of(const Order& order, Clock::time_point begin);

} // namespace traffic
