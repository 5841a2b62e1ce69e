// What a stranger asks of a relay by HTTP: the line of a request, then a body.
#include "core/wire/poll.hpp"

#include <algorithm>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee;
    const View bytes{data, size};
    if (const auto messages = wire::check_poll_body(bytes)) {
        Bytes again;
        for (View rest = bytes; !rest.empty();)
            if (!wire::append_poll_message(again, wire::take_poll_message(rest).value()))
                __builtin_trap();
        if (again != to_bytes(bytes))
            __builtin_trap();
    }
    const auto line = as_text(bytes);
    const auto space = std::min(line.find(' '), line.size());
    const auto target = line.substr(std::min(space + 1, line.size()));
    if (const auto request = wire::decode_poll_request(line.substr(0, space), target))
        if (wire::poll_target(*request) != target)
            __builtin_trap();
    return 0;
}
