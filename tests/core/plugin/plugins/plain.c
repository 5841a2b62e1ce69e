/* A plugin that has no half of any extension. */
#include <cordee/plugin.h>

static cordee_status activate(const cordee_plugin* self)
{
    (void)self;
    return CORDEE_OK;
}
static void nothing(const cordee_plugin* self)
{
    (void)self;
}
static const cordee_plugin plugin = {NULL, &activate, &nothing, &nothing, NULL};

static const cordee_plugin* create(const cordee_host* host)
{
    (void)host;
    return &plugin;
}

CORDEE_EXPORT const cordee_plugin_entry cordee_entry = {CORDEE_ABI_VERSION, CORDEE_ABI_VERSION, "plain",
                                                        &create};
