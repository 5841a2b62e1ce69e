/* unknown-extensions: has a half for whatever it is asked for. */
#include <cordee/plugin.h>

#include <stddef.h>

static void nothing(void) {}

static void (*const halves[])(void) = {nothing, nothing, nothing, nothing};

static cordee_status activate(const cordee_plugin* self)
{
    (void)self;
    return CORDEE_OK;
}

static void end(const cordee_plugin* self)
{
    (void)self;
}

static const void* get_extension(const cordee_plugin* self, const char* id)
{
    (void)self;
    (void)id;
    return (const void*)halves;
}

static const cordee_plugin plugin = {NULL, activate, end, end, get_extension};

static const cordee_plugin* create(const cordee_host* host)
{
    (void)host;
    return &plugin;
}

CORDEE_EXPORT const cordee_plugin_entry cordee_entry = {1, 1, "answers-everything", create};
