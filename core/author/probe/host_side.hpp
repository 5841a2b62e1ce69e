// What the plugin sees of the host: the real one, with the probe listening.
#ifndef CORDEE_AUTHOR_PROBE_HOST_SIDE_HPP
#define CORDEE_AUTHOR_PROBE_HOST_SIDE_HPP

#include <cordee/host.h>

namespace cordee::probe {

/// The object for the plugin; `real` is the plugin host's.
const cordee_host* host_for_plugin(const cordee_host* real);

} // namespace cordee::probe

#endif
