#include "core/plugin/host/extensions.hpp"
#include "core/plugin/host/host_object.hpp"

namespace cordee::plugin::host {
namespace {

cordee_status show(const cordee_host* host, const char* text, std::size_t size)
{
    auto& self = HostObject::of(host);
    if (!self.is_open())
        return CORDEE_CLOSED;
    if (text == nullptr && size != 0)
        return CORDEE_INVALID;
    if (size > CORDEE_LINES_MOST)
        return CORDEE_TOO_LARGE;
    if (!self.may_show(size))
        return CORDEE_AGAIN;
    return self.core().write(FrameType::show, 0, as_view({text, size})) ? CORDEE_OK : CORDEE_CLOSED;
}

} // namespace

const cordee_host_lines kLinesHalf{&show};

} // namespace cordee::plugin::host
