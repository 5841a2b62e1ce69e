/* What the plugin did that has to be on record, such as a file that came in. */
#ifndef CORDEE_EXT_AUDIT_H
#define CORDEE_EXT_AUDIT_H

#include <cordee/host.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_AUDIT "cordee.audit/1"

/* Longest description of an act, in bytes. */
#define CORDEE_AUDIT_MOST 4096u

typedef struct cordee_host_audit {
    /* `act` is a name as in manifest.json: lower-case letters, digits and inner hyphens. `facts` is a flat
     * JSON object of texts, numbers, true and false; its keys are letters, digits, hyphens and underscores,
     * and no two are equal; numbers have at most 15 digits. The core adds time, session, module, its version,
     * the two parties and the side. CORDEE_AGAIN: the core has not written the former ones yet; the act must
     * wait, and writable() says when there is room. CORDEE_INVALID, CORDEE_TOO_LARGE: nothing was recorded.
     * [any-thread, active] */
    cordee_status (*record)(const cordee_host* host, const char* act, const char* facts, size_t size);
} cordee_host_audit;

CORDEE_C_END

#endif
