// Messages of file transfer: what is understood means the same after another trip.
#include "protocol/messages.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee::transfer;
    const auto message = decode(View{data, size});
    if (!message)
        return 0;
    const auto bytes = encode(*message);
    if (decode(bytes) != message)
        __builtin_trap();
    return 0;
}
