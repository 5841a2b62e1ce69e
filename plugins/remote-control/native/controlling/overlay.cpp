#include "controlling/overlay.hpp"

namespace cordee::remote {

void OverlayRule::reported(const RemotePointer& pointer, const PointerInput& input)
{
    if (!pointer.at)
        place_.reset();
    if (!pointer.at || pointer.place_version == known_)
        return;
    known_ = pointer.place_version;
    // The first report says where it is, not that it moved.
    const bool went = place_ && *place_ != *pointer.at;
    place_ = pointer.at;
    if (went)
        moved_there_ = !input.sent_lately(*pointer.at);
}

} // namespace cordee::remote
