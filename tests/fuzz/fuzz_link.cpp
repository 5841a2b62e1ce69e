// An invitation link or setup link as somebody pasted it; what is accepted has one spelling.
// SEC-48
#include "core/endpoint/link.hpp"

#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace cordee::endpoint;
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    (void)parse_setup_link(text);
    const auto link = parse_invitation_link(text);
    if (!link)
        return 0;
    const auto again = format_invitation_link(*link);
    const auto second = parse_invitation_link(again);
    if (!second || format_invitation_link(*second) != again)
        std::abort();
    return 0;
}
