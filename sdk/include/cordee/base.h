/* What every header of the plugin interface needs: status values, versions, export and calling marks.
 * The headers compile as C11, C++17 and C++20. */
#ifndef CORDEE_BASE_H
#define CORDEE_BASE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#define CORDEE_C_BEGIN extern "C" {
#define CORDEE_C_END }
/* In C++ an enumeration of no stated type may not hold a value that is none of its own; a careless plugin, or
 * a later version, hands such values over. */
#define CORDEE_ENUM : unsigned int
#else
#define CORDEE_C_BEGIN
#define CORDEE_C_END
#define CORDEE_ENUM
#endif

#define CORDEE_EXPORT __attribute__((visibility("default")))

CORDEE_C_BEGIN

/* The interface version is one number. It grows when the core gains something that a plugin could need;
 * a plugin names the lowest version it works with, and the highest it was tested with.
 * A changed extension gets a new id, so a struct in these headers never changes its shape. */
#define CORDEE_ABI_VERSION 1u

/* Threads. Every function carries one of these marks:
 * [plugin-thread]  called by the plugin host on its one thread for this plugin, never at the same time
 *                  as another [plugin-thread] function. Return within 2 seconds: a plugin that does
 *                  not is taken for hung, is killed and started anew.
 * [any-thread]     a plugin may call it from every thread, also from several at a time. */

typedef enum cordee_status CORDEE_ENUM {
    CORDEE_OK = 0,
    CORDEE_AGAIN = 1,     /* no room now; wait for writable() */
    CORDEE_TOO_LARGE = 2, /* beyond a stated limit; nothing was done */
    CORDEE_INVALID = 3,   /* an argument makes no sense, such as an unknown channel */
    CORDEE_CLOSED = 4,    /* the session or the module has ended */
    CORDEE_DENIED = 5,    /* grant, policy or the person do not allow it */
    CORDEE_FAILED = 6     /* anything else; say why through the log extension */
} cordee_status;

/* UTF-8, not terminated, valid as long as the function that hands it out states. */
typedef struct cordee_text {
    const char* data;
    size_t size;
} cordee_text;

CORDEE_C_END

#endif
