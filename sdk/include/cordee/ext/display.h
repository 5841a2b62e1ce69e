/* A connection to the X display of this computer, as a capability.
 *
 * A plugin's process cannot connect to anything by itself. Where manifest.json asks for the capability
 * "display", DISPLAY and XAUTHORITY are set, and the core makes each connection and hands over its
 * descriptor, as long as the session holds the permission that the manifest names beside it. Libraries need
 * not know: connect(2) to the socket of DISPLAY, as xcb_connect() and XOpenDisplay() call it, is answered
 * with such a descriptor; every other connect() fails with EACCES. When the permission ends, the core ends
 * the connections at once: reading gives end of file.
 *
 * The interface below is for code that wants the descriptor itself, such as for xcb_connect_to_fd(). */
#ifndef CORDEE_EXT_DISPLAY_H
#define CORDEE_EXT_DISPLAY_H

#include <cordee/host.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_DISPLAY "cordee.display/1"

typedef struct cordee_host_display {
    /* Stores a connected descriptor, close-on-exec and blocking; the plugin closes it. CORDEE_DENIED: the
     * manifest does not ask for a display, or the session does not hold the permission now. CORDEE_FAILED:
     * there is no display, it does not answer, or too many connections are open. Waits for up to 5 seconds.
     * [any-thread] */
    cordee_status (*connect)(const cordee_host* host, int* descriptor);
} cordee_host_display;

CORDEE_C_END

#endif
