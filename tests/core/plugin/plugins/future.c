/* A library for an interface that does not exist yet. Nothing of it may run. */
#include <cordee/plugin.h>

#include <stdlib.h>

static const cordee_plugin* create(const cordee_host* host)
{
    (void)host;
    abort();
}

CORDEE_EXPORT const cordee_plugin_entry cordee_entry = {CORDEE_ABI_VERSION + 1, CORDEE_ABI_VERSION + 5,
                                                        "future", create};
