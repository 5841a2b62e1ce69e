/* A question to the person at this side, beyond the consent with which the module was started: "may this file
 * come in?". Never a way to ask for a password or a code. */
#ifndef CORDEE_EXT_CONSENT_H
#define CORDEE_EXT_CONSENT_H

#include <cordee/plugin.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_CONSENT "cordee.consent/1"

/* Questions that may wait for an answer at a time, answers to choose from, longest text in bytes. */
#define CORDEE_CONSENT_MOST 16u
#define CORDEE_CONSENT_CHOICES_MOST 4u
#define CORDEE_CONSENT_TEXT_MOST 500u

typedef struct cordee_host_consent {
    /* Asks; answered(question) follows, once. `choices` go from the one that allows the least, which is also
     * taken when nobody answers in time or the person turns away, to the one that allows the most, which is
     * taken without asking where the owner of this computer allows the permissions of this session without
     * being asked. There are 2 to CORDEE_CONSENT_CHOICES_MOST. Texts in the person's language
     * (cordee.session/1); they are copied. `question` is a number of the plugin's choice. CORDEE_AGAIN:
     * CORDEE_CONSENT_MOST wait. CORDEE_INVALID: `question` waits already, or a text or count makes no sense.
     * [any-thread, active] */
    cordee_status (*ask)(const cordee_host* host, uint32_t question, cordee_text text,
                         const cordee_text* choices, size_t count);
    /* Takes a question back; answered() may still follow if it is under way.  [any-thread, active] */
    void (*withdraw)(const cordee_host* host, uint32_t question);
} cordee_host_consent;

typedef struct cordee_plugin_consent {
    /* `choice` is an index into the choices.  [plugin-thread & active] */
    void (*answered)(const cordee_plugin* self, uint32_t question, uint32_t choice);
} cordee_plugin_consent;

CORDEE_C_END

#endif
