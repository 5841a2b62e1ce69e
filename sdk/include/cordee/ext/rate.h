/* What the path leaves to this module, so that a plugin can choose how much to make instead of filling
 * queues. */
#ifndef CORDEE_EXT_RATE_H
#define CORDEE_EXT_RATE_H

#include <cordee/plugin.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_RATE "cordee.rate/1"

typedef struct cordee_plugin_rate {
    /* Bytes of messages per second that the path carries beside what is more urgent than this module's least
     * urgent channel. An estimate: it comes first when something was measured, then when it has changed by a
     * tenth, at most twice a second.  [plugin-thread & active] */
    void (*changed)(const cordee_plugin* self, uint64_t bytes_per_second);
} cordee_plugin_rate;

CORDEE_C_END

#endif
