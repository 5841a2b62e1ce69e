// What all modules of a session together have under way. A channel's own window alone would let the other
// side have this one keep as many times that as there are channels.
#pragma once

#include <cstddef>
#include <set>

namespace cordee::session {

class ModuleSlot;

/// Bytes that the modules of one side may send before those of the other side have taken them; one message
/// may go beyond it.
inline constexpr std::size_t kSessionWindow = 8 * 1024 * 1024;
/// What is small goes on beyond it, so that a module which takes nothing stops no keys and no words.
inline constexpr std::size_t kAlwaysRoom = 64 * 1024;

/// Lives on the session's strand, and longer than its slots.
struct SessionWindow {
    std::size_t sent = 0; ///< by the modules here, and not taken there
    std::size_t held = 0; ///< of what came: not taken here, or not yet credited
    std::set<ModuleSlot*> slots;

    /// Both sides count the same, the sender before the receiver.
    [[nodiscard]] static bool has_room(std::size_t all, std::size_t of_channel, std::size_t message)
    {
        return all < kSessionWindow || of_channel + message <= kAlwaysRoom;
    }
    /// From here on credit is given at once, so that what nobody keeps is not counted.
    [[nodiscard]] bool crowded() const { return held >= kSessionWindow / 2; }
};

} // namespace cordee::session
