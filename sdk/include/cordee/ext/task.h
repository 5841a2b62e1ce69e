/* A piece of work with a beginning and an end, such as the transfer of some files: what a person wants done,
 * how far it is, and what became of it. */
#ifndef CORDEE_EXT_TASK_H
#define CORDEE_EXT_TASK_H

#include <cordee/plugin.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_TASK "cordee.task/1"

/* Tasks that the plugin itself begins have numbers from here on; below are those that begin() gave it. */
#define CORDEE_TASK_OWN 0x80000000u
/* Longest title or detail, in bytes. */
#define CORDEE_TASK_TEXT_MOST 4096u
/* Longest wish, in bytes, and tasks of its own that a plugin may have at a time. */
#define CORDEE_TASK_WISH_MOST 65536u
#define CORDEE_TASK_OWN_MOST 256u
#define CORDEE_TASK_UNKNOWN UINT64_MAX

typedef enum cordee_task_state CORDEE_ENUM {
    CORDEE_TASK_RUNNING = 0,
    CORDEE_TASK_PAUSED = 1,
    /* The last report of a task is one of these. */
    CORDEE_TASK_DONE = 2,
    CORDEE_TASK_FAILED = 3,
    CORDEE_TASK_CANCELLED = 4
} cordee_task_state;

typedef enum cordee_task_wish CORDEE_ENUM {
    CORDEE_TASK_PAUSE = 0,
    CORDEE_TASK_GO_ON = 1,
    CORDEE_TASK_CANCEL = 2
} cordee_task_wish;

typedef struct cordee_task_report {
    uint32_t task;
    cordee_task_state state;
    /* Bytes; `total` is CORDEE_TASK_UNKNOWN as long as it is not known. */
    uint64_t done;
    uint64_t total;
    /* Bytes per second now, and seconds left; CORDEE_TASK_UNKNOWN when it is not known. */
    uint64_t rate;
    uint64_t seconds_left;
    /* For the person, in their language: what it is, and what is happening, or why it failed and what to do.
     */
    cordee_text title;
    cordee_text detail;
} cordee_task_report;

typedef struct cordee_host_task {
    /* Copies the report. Of reports of a running task the newest counts; a program shows a few of them a
     * second. The last one, which says how it ended, is never lost. The number is then free again, and a
     * task of the plugin's own begins with its first report. Tasks that the plugin itself began end with its
     * process: the core reports them as failed. CORDEE_INVALID: no such task was begun, or a text or state
     * makes no sense. CORDEE_TOO_LARGE: a text, or CORDEE_TASK_OWN_MOST run.  [any-thread, active] */
    cordee_status (*report)(const cordee_host* host, const cordee_task_report* report);
} cordee_host_task;

typedef struct cordee_plugin_task {
    /* The person or the program wants this done: `wish` is a JSON object that the module defines in its
     * README. Report on it by this number; also what makes no sense is reported, as failed. A plugin that is
     * started anew is told its unfinished tasks again, in their order.  [plugin-thread & active] */
    void (*begin)(const cordee_plugin* self, uint32_t task, const char* wish, size_t size);
    /* [plugin-thread & active] */
    void (*act)(const cordee_plugin* self, uint32_t task, cordee_task_wish wish);
} cordee_plugin_task;

CORDEE_C_END

#endif
