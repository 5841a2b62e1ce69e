// The question whether two computers shall know each other from now on, at the side that is asked.
#pragma once

#include "core/session/rights.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace cordee::session {

struct PairAnswer {
    Permissions permissions; ///< for later, without asking again; nothing means no
    std::string device;      ///< the broker's name of this device; may be empty
};

/// Called on the session's strand; may take as long as a person needs, and is cancelled when the session
/// ends.
class PairDesk {
public:
    virtual ~PairDesk() = default;
    /// Asks the person, and has stored the pairing when the answer is yes.
    virtual boost::asio::awaitable<PairAnswer> ask(const Permissions& permissions) = 0;
};

} // namespace cordee::session
