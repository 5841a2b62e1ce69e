#include "core/plugin/host/extensions.hpp"
#include "core/plugin/host/host_object.hpp"

#include <cstring>

namespace cordee::plugin::host {
namespace {

cordee_status get_setting(const cordee_host* host, const char* key, char* buffer, std::size_t* size)
{
    if (key == nullptr || size == nullptr)
        return CORDEE_INVALID;
    const auto value = HostObject::of(host).setting(key);
    if (!value)
        return CORDEE_INVALID;
    const auto room = std::exchange(*size, value->size());
    if (room < value->size())
        return CORDEE_TOO_LARGE;
    if (!value->empty())
        std::memcpy(buffer, value->data(), value->size());
    return CORDEE_OK;
}

} // namespace

const cordee_host_settings kSettingsHalf{&get_setting};

} // namespace cordee::plugin::host
