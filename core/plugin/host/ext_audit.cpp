#include "core/plugin/event_frame.hpp"
#include "core/plugin/host/extensions.hpp"
#include "core/plugin/host/host_object.hpp"

namespace cordee::plugin::host {
namespace {

cordee_status record(const cordee_host* host, const char* act, const char* facts, std::size_t size)
{
    auto& self = HostObject::of(host);
    if (!self.is_open())
        return CORDEE_CLOSED;
    if (act == nullptr || facts == nullptr)
        return CORDEE_INVALID;
    if (size > CORDEE_AUDIT_MOST)
        return CORDEE_TOO_LARGE;
    const Act recorded{act, {facts, size}};
    if (!is_proper(recorded))
        return CORDEE_INVALID;
    if (!self.may_record())
        return CORDEE_AGAIN;
    return self.core().write(FrameType::record, 0, encode_act(recorded)) ? CORDEE_OK : CORDEE_CLOSED;
}

} // namespace

const cordee_host_audit kAuditHalf{&record};

} // namespace cordee::plugin::host
