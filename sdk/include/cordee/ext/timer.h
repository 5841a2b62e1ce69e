/* Calls of the plugin at a later time, on the plugin thread. With 0 milliseconds it is the way from a thread
 * of the plugin's own back to the plugin thread. */
#ifndef CORDEE_EXT_TIMER_H
#define CORDEE_EXT_TIMER_H

#include <cordee/plugin.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_TIMER "cordee.timer/1"

/* Timers of one plugin that may run at a time. */
#define CORDEE_TIMER_MOST 64u

typedef struct cordee_host_timer {
    /* expired(timer) follows once, not before so many milliseconds have passed. `timer` is a number of the
     * plugin's choice; one that runs already begins anew. CORDEE_TOO_LARGE: CORDEE_TIMER_MOST others run.
     * CORDEE_CLOSED: the plugin is not active.  [any-thread] */
    cordee_status (*start)(const cordee_host* host, uint32_t timer, uint32_t milliseconds);
    /* Called on the plugin thread: expired(timer) does not follow any more. On another thread it may be under
     * way. One that does not run is nothing to stop.  [any-thread] */
    void (*stop)(const cordee_host* host, uint32_t timer);
} cordee_host_timer;

typedef struct cordee_plugin_timer {
    /* [plugin-thread & active] */
    void (*expired)(const cordee_plugin* self, uint32_t timer);
} cordee_plugin_timer;

CORDEE_C_END

#endif
