#include "core/plugin/host/host_object.hpp"

#include <algorithm>

namespace cordee::plugin::host {

static_assert(kMaxMessage == CORDEE_CHANNEL_MAX_MESSAGE);

HostObject::HostObject(CoreLink& core, LoadOrder order) : core_{core}, order_{std::move(order)}
{
    windows_.open(order_.channels, order_.window);
    permissions(order_.permissions);
}

void HostObject::permissions(const std::vector<std::string>& names)
{
    const std::lock_guard lock{permissions_mutex_};
    permissions_ = {names.begin(), names.end()};
}

const void* HostObject::get_extension(const cordee_host* host, const char* id)
{
    auto& self = of(host);
    const std::string_view wanted{id};
    if (wanted == CORDEE_EXT_CHANNEL)
        return &self.channel_;
    if (wanted == CORDEE_EXT_LOG)
        return &self.log_;
    if (wanted == CORDEE_EXT_SESSION)
        return &self.session_;
    if (wanted == CORDEE_EXT_DISPLAY)
        return &self.display_;
    if (wanted == CORDEE_EXT_MEMORY)
        return &self.memory_;
    if (wanted == CORDEE_EXT_FILES)
        return &self.files_;
    return nullptr;
}

cordee_status HostObject::send(const cordee_host* host, std::uint16_t channel, const std::uint8_t* data,
                               std::size_t size)
{
    auto& self = of(host);
    if (!self.open_)
        return CORDEE_CLOSED;
    if (!self.windows_.has(channel) || (data == nullptr && size != 0))
        return CORDEE_INVALID;
    if (size > kMaxMessage)
        return CORDEE_TOO_LARGE;
    if (!self.windows_.take(channel, static_cast<std::uint32_t>(size) + kMessageWeight))
        return CORDEE_AGAIN;
    return self.core_.write(FrameType::message, channel, {data, size}) ? CORDEE_OK : CORDEE_CLOSED;
}

void HostObject::write_log(const cordee_host* host, cordee_log_level level, const char* text,
                           std::size_t size)
{
    constexpr std::size_t kMaxLine = 1000;
    auto& self = of(host);
    if (text == nullptr || level < CORDEE_LOG_DEBUG || level > CORDEE_LOG_ERROR)
        return;
    std::string line{text, std::min(size, kMaxLine)};
    {
        const std::lock_guard lock{self.log_mutex_};
        const auto dropped = self.log_limit_.pass(std::chrono::steady_clock::now());
        if (!dropped)
            return;
        if (*dropped != 0)
            line += " (" + std::to_string(*dropped) + " lines before this one were dropped)";
    }
    self.core_.write(FrameType::log, static_cast<std::uint16_t>(level), as_view(line));
}

cordee_side HostObject::side(const cordee_host* host)
{
    return static_cast<cordee_side>(of(host).order_.side);
}

int HostObject::permitted(const cordee_host* host, const char* permission)
{
    auto& self = of(host);
    const std::lock_guard lock{self.permissions_mutex_};
    return permission != nullptr && self.permissions_.contains(std::string_view{permission}) ? 1 : 0;
}

cordee_text HostObject::peer_name(const cordee_host* host)
{
    const auto& name = of(host).order_.peer_name;
    return {name.data(), name.size()};
}

cordee_text HostObject::language(const cordee_host* host)
{
    const auto& name = of(host).order_.language;
    return {name.data(), name.size()};
}

void HostObject::finish(const cordee_host* host)
{
    if (of(host).open_)
        of(host).core_.write(FrameType::finish);
}

cordee_status HostObject::connect_display(const cordee_host*, int* descriptor)
{
    if (descriptor == nullptr)
        return CORDEE_INVALID;
    const auto given = CoreRequests::of_this_process().ask({RequestKind::display});
    if (given.status == CORDEE_OK)
        *descriptor = given.descriptor;
    return given.status;
}

cordee_status HostObject::create_memory(const cordee_host*, std::uint64_t size, int* descriptor,
                                        std::uint32_t* handle)
{
    if (descriptor == nullptr || handle == nullptr)
        return CORDEE_INVALID;
    const auto given = CoreRequests::of_this_process().ask({RequestKind::memory, size});
    if (given.status != CORDEE_OK)
        return given.status;
    *descriptor = given.descriptor;
    *handle = given.handle;
    return CORDEE_OK;
}

void HostObject::release_memory(const cordee_host*, std::uint32_t handle)
{
    CoreRequests::of_this_process().tell({RequestKind::release, handle});
}

cordee_status HostObject::folders(const cordee_host* host, void (*each)(void*, const cordee_folder*),
                                  void* context)
{
    auto& self = of(host);
    return self.order_.folder_access == 0 ? CORDEE_OK : self.folders_.folders(each, context);
}

cordee_status HostObject::perform(const cordee_host* host, cordee_file_request* requests, std::size_t count)
{
    auto& self = of(host);
    return self.order_.folder_access == 0 ? CORDEE_DENIED : self.folders_.perform(requests, count);
}

cordee_status HostObject::list(const cordee_host* host, std::uint32_t folder, cordee_text path,
                               void (*each)(void*, const cordee_folder_entry*), void* context,
                               cordee_file_trouble* trouble)
{
    auto& self = of(host);
    return self.order_.folder_access == 0 ? CORDEE_DENIED
                                          : self.folders_.list(folder, path, each, context, trouble);
}

cordee_status HostObject::space(const cordee_host* host, std::uint32_t folder, std::uint64_t* bytes)
{
    auto& self = of(host);
    return self.order_.folder_access == 0 ? CORDEE_DENIED : self.folders_.space(folder, bytes);
}

} // namespace cordee::plugin::host
