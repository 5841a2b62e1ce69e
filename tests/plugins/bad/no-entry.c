/* entry: a library without cordee_entry. */
#include <cordee/base.h>

CORDEE_EXPORT int not_a_plugin(void);

int not_a_plugin(void)
{
    return 1;
}
