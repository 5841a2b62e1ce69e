#include "controlling/overlay.hpp"

namespace cordee::remote {

void OverlayRule::reported(const RemotePointer& pointer, const PointerInput& input, Time now)
{
    if (!pointer.at) {
        place_.reset();
        shown_until_.reset();
    }
    if (!pointer.at || pointer.place_version == known_)
        return;
    known_ = pointer.place_version;
    // The first report says where it is, not that it moved.
    if (!place_)
        place_ = pointer.start;
    const bool went = place_ && *place_ != *pointer.at;
    place_ = pointer.at;
    if (went && input.sent_lately(*pointer.at))
        shown_until_.reset();
    else if (went)
        shown_until_ = now + kShown;
}

} // namespace cordee::remote
