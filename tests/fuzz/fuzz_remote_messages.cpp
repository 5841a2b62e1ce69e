// The first byte chooses the channel; what is understood is written and read again.
#include "protocol/messages.hpp"

#include <cstdlib>

using namespace cordee::remote;

namespace {

template <class Message>
void again(Decoded<Message> (*decode)(View), View bytes)
{
    const auto first = decode(bytes);
    if (first.status == DecodeStatus::ok && decode(encode(*first.message)).status != DecodeStatus::ok)
        std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const View bytes{data + 1, size - 1};
    if (data[0] % 3 == kScreenChannel)
        again<ScreenMessage>(decode_screen, bytes);
    else if (data[0] % 3 == kInputChannel)
        again<InputMessage>(decode_input, bytes);
    else
        again<ControlMessage>(decode_control, bytes);
    return 0;
}
