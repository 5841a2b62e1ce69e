/* Lines of text between the plugin and the person at this program, where that program is one in a terminal. A
 * program with windows has the module's web half instead, and then the host has no such extension. */
#ifndef CORDEE_EXT_LINES_H
#define CORDEE_EXT_LINES_H

#include <cordee/plugin.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_LINES "cordee.lines/1"

/* Longest text that is shown, and longest line that is typed, in bytes. */
#define CORDEE_LINES_MOST 8192u

typedef struct cordee_host_lines {
    /* Shows UTF-8 text, which may have several lines. Control characters are made visible.
     * CORDEE_AGAIN: more was shown than a person can read; nothing was taken, try again in a second.
     * CORDEE_TOO_LARGE, CORDEE_CLOSED.  [any-thread, active] */
    cordee_status (*show)(const cordee_host* host, const char* text, size_t size);
} cordee_host_lines;

typedef struct cordee_plugin_lines {
    /* The person typed a line that was meant for nobody else; without its end; UTF-8. A line that begins with
     * a slash comes when the program itself has no such command; a module that has commands takes those, and
     * lets people say with two slashes what begins with one. A module gets lines once it has shown some,
     * or from its start on where its manifest says "lines": true; then what was typed before waits for it.
     * [plugin-thread & active] */
    void (*typed)(const cordee_plugin* self, const char* text, size_t size);
    /* The person gave the session these files, and the program handed them to the module that transfers
     * files. The names are without their folders.  [plugin-thread & active] */
    void (*dropped)(const cordee_plugin* self, const cordee_text* names, size_t count);
} cordee_plugin_lines;

CORDEE_C_END

#endif
