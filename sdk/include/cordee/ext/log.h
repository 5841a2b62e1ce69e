/* Log lines. They go to the program's log with the module's name; never put content, keys or codes there. */
#ifndef CORDEE_EXT_LOG_H
#define CORDEE_EXT_LOG_H

#include <cordee/host.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_LOG "cordee.log/1"

typedef enum cordee_log_level CORDEE_ENUM {
    CORDEE_LOG_DEBUG = 0,
    CORDEE_LOG_INFO = 1,
    CORDEE_LOG_WARNING = 2,
    /* Shown to the person at the program: say what happened, why, and what to do. */
    CORDEE_LOG_ERROR = 3
} cordee_log_level;

typedef struct cordee_host_log {
    /* UTF-8, one line; cut at 1000 bytes; lines beyond 100 a second are dropped and counted.  [any-thread] */
    void (*write)(const cordee_host* host, cordee_log_level level, const char* text, size_t size);
} cordee_host_log;

CORDEE_C_END

#endif
