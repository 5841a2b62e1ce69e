/* What the plugin host gives a plugin: an object with extensions by id. */
#ifndef CORDEE_HOST_H
#define CORDEE_HOST_H

#include <cordee/base.h>

CORDEE_C_BEGIN

/* Owned by the plugin host; valid from create() until destroy() has returned. */
typedef struct cordee_host {
    /* The version of the interface that this host speaks. */
    uint32_t abi_version;
    /* For the host's own use. */
    void* host_data;
    /* The host's half of an extension (ext/ *.h), or NULL when this host does not have it or the grant
     * does not allow it. The pointer stays valid as long as the host object.  [any-thread] */
    const void* (*get_extension)(const struct cordee_host* host, const char* id);
} cordee_host;

CORDEE_C_END

#endif
