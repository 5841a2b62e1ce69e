// Why something did not go as wished, as it travels between the halves; each side says it in its own
// language.
#pragma once

#include <cstdint>

namespace cordee::transfer {

/// A number is never given a second meaning.
enum class Trouble : std::uint8_t {
    none = 0,
    denied = 1,       ///< the session does not have the permission, or lost it
    no_folder = 2,    ///< the other side gave no folder for that
    declined = 3,     ///< the person said no
    too_large = 4,    ///< beyond the size that one file may have there
    too_much = 5,     ///< beyond what one transfer may have there
    bad_name = 6,     ///< refused by the patterns of names
    unusable = 7,     ///< a path that cannot be one there
    exists = 8,       ///< something appeared under that name meanwhile
    wrong_kind = 9,   ///< a folder where a file is to be, or the other way round; or a device
    forbidden = 10,   ///< the system does not let this person
    outside = 11,     ///< a link that leads out of the folder
    full = 12,        ///< no space left
    busy = 13,        ///< another transfer writes there
    disk = 14,        ///< anything else that the disk says
    absent = 15,      ///< nothing of that name
    changed = 16,     ///< it changed again and again while it was read
    mismatch = 17,    ///< what arrived is not what the hashes say
    protocol = 18,    ///< the other half does not follow the protocol
    cancelled = 19,   ///< a person cancelled it
    malformed = 20,   ///< the wish makes no sense
    unsupported = 21, ///< another version of the module
    last = unsupported
};

} // namespace cordee::transfer
