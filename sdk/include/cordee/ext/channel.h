/* Ordered, reliable, encrypted messages between a plugin and its other half on the other side. The channels
 * and their priority classes are named in manifest.json; a channel is known by its index in that list. */
#ifndef CORDEE_EXT_CHANNEL_H
#define CORDEE_EXT_CHANNEL_H

#include <cordee/host.h>
#include <cordee/plugin.h>

CORDEE_C_BEGIN

#define CORDEE_EXT_CHANNEL "cordee.channel/1"

/* Longest message, in bytes. */
#define CORDEE_CHANNEL_MAX_MESSAGE (16u * 1024u * 1024u)

typedef struct cordee_host_channel {
    /* Queues one message of 0..CORDEE_CHANNEL_MAX_MESSAGE bytes; they are copied before return.
     * CORDEE_AGAIN: the queue is full, nothing was taken; writable() follows when there is room.
     * CORDEE_INVALID: no such channel. CORDEE_CLOSED: the module ends.  [any-thread, active] */
    cordee_status (*send)(const cordee_host* host, uint16_t channel, const uint8_t* data, size_t size);
} cordee_host_channel;

typedef struct cordee_plugin_channel {
    /* One whole message of the other half; data is valid until return.  [plugin-thread & active] */
    void (*received)(const cordee_plugin* self, uint16_t channel, const uint8_t* data, size_t size);
    /* A send() was answered with CORDEE_AGAIN, and now there is room again.  [plugin-thread & active] */
    void (*writable)(const cordee_plugin* self);
    /* The other half was started anew and knows nothing of what was said before. Messages of its former
     * self do not arrive after this call, and messages for its former self do not reach the new one.
     * [plugin-thread & active] */
    void (*peer_restarted)(const cordee_plugin* self);
} cordee_plugin_channel;

CORDEE_C_END

#endif
