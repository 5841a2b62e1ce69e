// How often somebody may guess a code.
#pragma once

#include "core/base/error.hpp"

namespace cordee::session {

/// Kept by the holder of a code, for the code and for the device.
class GuessLimit {
public:
    virtual ~GuessLimit() = default;
    /// Counts one guess. When it returns, the count is stored: neither a reconnection nor a restart of the
    /// program nor a run beside this one gives the guess back (SEC-10). Errc::exhausted when none is left;
    /// any error means that there is no answer.
    virtual Result<void> spend() = 0;
};

} // namespace cordee::session
