/* Memory that a plugin can share with the display's server or another thing that it
 * was given, as a descriptor. A plugin's process cannot make such memory by itself, so that it cannot use up
 * the computer's. */
#ifndef CORDEE_EXT_MEMORY_H
#define CORDEE_EXT_MEMORY_H

#include <cordee/host.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_MEMORY "cordee.memory/1"

/* What a plugin may have of it at a time, in bytes. */
#define CORDEE_MEMORY_MOST (512u * 1024u * 1024u)

typedef struct cordee_host_memory {
    /* Stores a descriptor of zeroed memory of a fixed size, for mmap() with MAP_SHARED; the plugin closes it.
     * CORDEE_TOO_LARGE: it would be beyond CORDEE_MEMORY_MOST with what is not released.
     * CORDEE_AGAIN: 64 pieces are not released yet.
     * CORDEE_FAILED: the computer has none.  [any-thread] */
    cordee_status (*create)(const cordee_host* host, uint64_t size, int* descriptor, uint32_t* handle);
    /* Gives its bytes back, everywhere: who still has it mapped must not touch it any more.  [any-thread] */
    void (*release)(const cordee_host* host, uint32_t handle);
} cordee_host_memory;

CORDEE_C_END

#endif
