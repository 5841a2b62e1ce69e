// The frames of a decrypted record, put together to messages. Peers are authenticated by then, not trusted.
#include "core/session/inbox.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    session::Inbox inbox;
    wire::FrameReader reader{View{data, size}};
    for (;;) {
        const auto frame = reader.next();
        if (!frame || !*frame)
            return 0;
        (void)wire::decode_ack((*frame)->payload);
        (void)wire::decode_close((*frame)->payload);
        const auto message = inbox.take(**frame, [](std::uint16_t channel) { return channel % 2 == 0; });
        if (message && *message && (*message)->bytes.size() > size)
            __builtin_trap();
    }
}
