/* A few values that outlive the plugin's process: for a session, or on this computer. For files see files.h.
 */
#ifndef CORDEE_EXT_STORAGE_H
#define CORDEE_EXT_STORAGE_H

#include <cordee/host.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_STORAGE "cordee.storage/1"

/* Longest value in bytes, values and bytes of all values of one scope. */
#define CORDEE_STORAGE_VALUE_MOST (1024u * 1024u)
#define CORDEE_STORAGE_KEYS_MOST 1024u
#define CORDEE_STORAGE_MOST (16u * 1024u * 1024u)

typedef enum cordee_storage_scope CORDEE_ENUM {
    /* Until the session ends: a plugin that is started anew finds it. */
    CORDEE_STORAGE_SESSION = 0,
    /* On this computer, for this module of this publisher and this person, also for later sessions. Needs
     * "storage": true in manifest.json. */
    CORDEE_STORAGE_KEPT = 1
} cordee_storage_scope;

/* Keys are names: lower-case letters, digits, inner hyphens, 1 to 64 characters; anything else is
 * CORDEE_INVALID, as is the scope KEPT without the manifest's word. Every call may take as long as a disk
 * does. */
typedef struct cordee_host_storage {
    /* Copies the value into `buffer`. On entry *size is the room there, on return the length of the value.
     * CORDEE_TOO_LARGE: there is not enough room, nothing was copied. CORDEE_FAILED with *size 0: there is no
     * such value.  [any-thread] */
    cordee_status (*read)(const cordee_host* host, cordee_storage_scope scope, const char* key,
                          uint8_t* buffer, size_t* size);
    /* Replaces the value as a whole; after CORDEE_OK it survives a loss of power (KEPT) or a kill -9 of the
     * plugin (SESSION). CORDEE_TOO_LARGE: a limit above; CORDEE_FAILED: the disk is full or broken; in both
     * cases the former value is still there.  [any-thread] */
    cordee_status (*write)(const cordee_host* host, cordee_storage_scope scope, const char* key,
                           const uint8_t* data, size_t size);
    /* [any-thread] */
    cordee_status (*remove)(const cordee_host* host, cordee_storage_scope scope, const char* key);
    /* Calls `each` with every key, in alphabetical order, before it returns. The key is valid until `each`
     * returns. [any-thread] */
    cordee_status (*list)(const cordee_host* host, cordee_storage_scope scope,
                          void (*each)(void* context, cordee_text key), void* context);
} cordee_host_storage;

CORDEE_C_END

#endif
