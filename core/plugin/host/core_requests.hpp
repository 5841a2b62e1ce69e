// Asks the core for what only it can give.
#pragma once

#include "core/plugin/host_request.hpp"

#include <cordee/base.h>

#include <mutex>

namespace cordee::plugin::host {

struct Given {
    cordee_status status = CORDEE_CLOSED;
    /// The receiver's to close; -1 unless the status is CORDEE_OK.
    int descriptor = -1;
    std::uint32_t handle = 0;
};

/// Any thread; one waits for the other.
class CoreRequests {
public:
    Given ask(HostRequest request);
    void tell(HostRequest request);

    /// The one of this process: connect() below has no object to ask.
    static CoreRequests& of_this_process();

private:
    std::mutex asking_;
};

} // namespace cordee::plugin::host
