// The times of a session. Tests make them short.
#pragma once

#include <chrono>

namespace cordee::session {

struct Timing {
    /// A sign of life is sent this often, and the path is given up when nothing came for `silent`.
    std::chrono::milliseconds keep_alive{10'000};
    std::chrono::milliseconds silent{30'000};
    /// How long an acknowledgement may wait for more to acknowledge.
    std::chrono::milliseconds acknowledge{50};
    /// How long the other side's person may think about an offer.
    std::chrono::milliseconds consent{5 * 60'000};
    /// How often the grant's end is looked at.
    std::chrono::milliseconds watch{1'000};
    /// How long what was said last may take to arrive.
    std::chrono::milliseconds farewell{2'000};
};

} // namespace cordee::session
