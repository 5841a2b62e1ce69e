/* What the administrator, the person, or a file of settings says about this module. Which settings there are,
 * of which type and with which default is in manifest.json; there are no others. */
#ifndef CORDEE_EXT_SETTINGS_H
#define CORDEE_EXT_SETTINGS_H

#include <cordee/plugin.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_SETTINGS "cordee.settings/1"

/* Longest value, in bytes. */
#define CORDEE_SETTING_MOST 4096u

typedef struct cordee_host_settings {
    /* Copies the value of `key`, UTF-8 and not terminated, into `buffer`. On entry *size is the room there,
     * on return the length of the value. A number is written in decimal digits, a switch as "true" or
     * "false". CORDEE_TOO_LARGE: there is not enough room, nothing was copied. CORDEE_INVALID: the manifest
     * has no such setting.  [any-thread] */
    cordee_status (*get)(const cordee_host* host, const char* key, char* buffer, size_t* size);
} cordee_host_settings;

typedef struct cordee_plugin_settings {
    /* One or more values are different now.  [plugin-thread & active] */
    void (*changed)(const cordee_plugin* self);
} cordee_plugin_settings;

CORDEE_C_END

#endif
