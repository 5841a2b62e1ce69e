// The times of a session. Tests make them short.
#pragma once

#include <chrono>

namespace cordee::session {

struct Timing {
    /// A sign of life is sent this often, and the path is given up when nothing came for `silent`.
    std::chrono::milliseconds keep_alive{10'000};
    std::chrono::milliseconds silent{30'000};
    /// When no acknowledgement came for so long though one is due, another path is looked for beside this
    /// one.
    std::chrono::milliseconds suspect{3'000};
    /// A session that a repeated HS1 may have begun waits so long for the first record.
    std::chrono::milliseconds confirm{10'000};
    /// Without any path, the session waits so long for one.
    std::chrono::milliseconds patience{120'000};
    /// For one try to go on over another path.
    std::chrono::milliseconds attach{5'000};
    /// Least time between two acknowledgements that nothing else makes necessary.
    std::chrono::milliseconds acknowledge{20};
    /// How long the other side's person may think about an offer.
    std::chrono::milliseconds consent{5 * 60'000};
    /// How often modules may be told of the path's rate.
    std::chrono::milliseconds rate{500};
    /// How often the grant's end is looked at.
    std::chrono::milliseconds watch{1'000};
    /// How long what was said last may take to arrive.
    std::chrono::milliseconds farewell{2'000};
};

} // namespace cordee::session
