// Takes from this process what a relay never needs.
#pragma once

namespace cordee::relay {

/// From now on no new socket, no connection to anywhere, no other program: the kernel answers EPERM. Call it
/// once the listening sockets exist, before other threads do. Throws UserError when the kernel refuses.
void seal_process();

} // namespace cordee::relay
