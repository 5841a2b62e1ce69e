#include "core/plugin/host/extensions.hpp"
#include "core/plugin/host/host_object.hpp"
#include "core/plugin/plain_text.hpp"

#include <cstring>
#include <optional>

namespace cordee::plugin::host {
namespace {

bool is_scope(const HostObject& self, cordee_storage_scope scope)
{
    return scope == CORDEE_STORAGE_SESSION || (scope == CORDEE_STORAGE_KEPT && self.keeps());
}

bool is_sound(const HostObject& self, cordee_storage_scope scope, const char* key)
{
    return is_scope(self, scope) && key != nullptr && is_plain_name(key);
}

cordee_status read_value(const cordee_host* host, cordee_storage_scope scope, const char* key,
                         std::uint8_t* buffer, std::size_t* size)
{
    auto& self = HostObject::of(host);
    if (!is_sound(self, scope, key) || size == nullptr)
        return CORDEE_INVALID;
    const auto reply = self.storage().ask(StorageAction::read, scope, key);
    const auto room = std::exchange(*size, reply.value.size());
    if (reply.status != CORDEE_OK)
        return reply.status;
    if (room < reply.value.size())
        return CORDEE_TOO_LARGE;
    if (!reply.value.empty())
        std::memcpy(buffer, reply.value.data(), reply.value.size());
    return CORDEE_OK;
}

cordee_status write_value(const cordee_host* host, cordee_storage_scope scope, const char* key,
                          const std::uint8_t* data, std::size_t size)
{
    auto& self = HostObject::of(host);
    if (!is_sound(self, scope, key) || (data == nullptr && size != 0))
        return CORDEE_INVALID;
    if (size > CORDEE_STORAGE_VALUE_MOST)
        return CORDEE_TOO_LARGE;
    return self.storage().ask(StorageAction::write, scope, key, {data, size}).status;
}

cordee_status remove_value(const cordee_host* host, cordee_storage_scope scope, const char* key)
{
    auto& self = HostObject::of(host);
    if (!is_sound(self, scope, key))
        return CORDEE_INVALID;
    return self.storage().ask(StorageAction::remove, scope, key).status;
}

cordee_status list_keys(const cordee_host* host, cordee_storage_scope scope,
                        void (*each)(void* context, cordee_text key), void* context)
{
    auto& self = HostObject::of(host);
    if (!is_scope(self, scope) || each == nullptr)
        return CORDEE_INVALID;
    const auto reply = self.storage().ask(StorageAction::list, scope, {});
    if (reply.status != CORDEE_OK)
        return reply.status;
    const auto keys = decode_keys(reply.value);
    if (!keys)
        return CORDEE_FAILED;
    for (const auto& key : *keys)
        each(context, {key.data(), key.size()});
    return CORDEE_OK;
}

} // namespace

const cordee_host_storage kStorageHalf{&read_value, &write_value, &remove_value, &list_keys};

} // namespace cordee::plugin::host
