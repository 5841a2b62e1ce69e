/* A library that is no plugin. */
#include <cordee/base.h>

CORDEE_EXPORT int stranger(void);

int stranger(void)
{
    return 1;
}
