// The session's own messages: what is understood means the same after another trip.
#include "core/base/bytes.hpp"
#include "core/session/control_message.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    const auto message = session::decode_control_message(as_text(View{data, size}));
    if (message && session::decode_control_message(session::encode(*message)).value() != *message)
        __builtin_trap();
    return 0;
}
