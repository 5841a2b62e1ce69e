/* What a plugin gives the plugin host: one entry symbol, `cordee_entry`, and from it one plugin object.
 *
 * Life: dlopen -> cordee_entry -> create -> activate -> (messages, events) -> deactivate -> destroy -> exit.
 * The plugin runs alone in a process of its own. No C++ exception may leave a function of this interface. */
#ifndef CORDEE_PLUGIN_H
#define CORDEE_PLUGIN_H

#include <cordee/base.h>
#include <cordee/host.h>

CORDEE_C_BEGIN

/* Owned by the plugin; valid from create() until destroy() has returned. */
typedef struct cordee_plugin {
    /* For the plugin's own use. */
    void* plugin_data;
    /* The module starts: threads, windows and devices are opened here. A plugin that can't work returns a
     * failure after a log line that tells a person why and what to do.  [plugin-thread & inactive] */
    cordee_status (*activate)(const struct cordee_plugin* self);
    /* The module ends: stop and join every thread of the plugin before return.  [plugin-thread & active] */
    void (*deactivate)(const struct cordee_plugin* self);
    /* Frees the object.  [plugin-thread & inactive] */
    void (*destroy)(const struct cordee_plugin* self);
    /* The plugin's half of an extension, or NULL. Valid as long as the plugin object.  [plugin-thread] */
    const void* (*get_extension)(const struct cordee_plugin* self, const char* id);
} cordee_plugin;

/* Static data of the library; valid while it is loaded. */
typedef struct cordee_plugin_entry {
    /* The range of CORDEE_ABI_VERSION that this library works with; checked before create(). */
    uint32_t abi_min;
    uint32_t abi_max;
    /* The module id, as in manifest.json. */
    const char* id;
    /* Makes the plugin object, or returns NULL. The host object outlives it.  [plugin-thread] */
    const cordee_plugin* (*create)(const cordee_host* host);
} cordee_plugin_entry;

/* Every plugin library exports this symbol. */
CORDEE_EXPORT extern const cordee_plugin_entry cordee_entry;

CORDEE_C_END

#endif
