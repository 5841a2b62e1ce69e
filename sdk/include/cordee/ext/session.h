/* The session that a plugin serves: which side it is on, what it may do, whom it serves. */
#ifndef CORDEE_EXT_SESSION_H
#define CORDEE_EXT_SESSION_H

#include <cordee/host.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_SESSION "cordee.session/1"

typedef enum cordee_side CORDEE_ENUM {
    CORDEE_SIDE_CONTROLLING = 1, /* the operator's */
    CORDEE_SIDE_CONTROLLED = 2   /* the client's */
} cordee_side;

typedef struct cordee_host_session {
    /* [any-thread] */
    cordee_side (*side)(const cordee_host* host);
    /* 1 when the session holds this permission now, such as "view" or "input": what the grant, the policy
     * of this machine and the person all allow. Unknown names give 0.  [any-thread] */
    int (*permitted)(const cordee_host* host, const char* permission);
    /* The name of the person on the other side. Valid until destroy().  [any-thread] */
    cordee_text (*peer_name)(const cordee_host* host);
    /* The person's language, "en" or "fr". Valid until destroy().  [any-thread] */
    cordee_text (*language)(const cordee_host* host);
    /* Asks the core to end this module on both sides: the person closed its window, say. deactivate()
     * follows.  [any-thread, active] */
    void (*finish)(const cordee_host* host);
} cordee_host_session;

CORDEE_C_END

#endif
