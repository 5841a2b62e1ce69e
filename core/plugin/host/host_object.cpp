#include "core/plugin/host/host_object.hpp"

#include "core/plugin/event_frame.hpp"
#include "core/plugin/host/extensions.hpp"

#include <algorithm>

namespace cordee::plugin::host {

static_assert(kMaxMessage == CORDEE_CHANNEL_MAX_MESSAGE);

HostObject::HostObject(CoreLink& core, LoadOrder order)
    : core_{core}, order_{std::move(order)}, settings_{order_.settings},
      tasks_{wake_,
             [this](const TaskReport& report) { core_.write(FrameType::report, 0, encode_report(report)); }}
{
    windows_.open(order_.channels, order_.window);
    acts_.open(1, kAuditWindow);
    permissions(order_.permissions);
}

void HostObject::close()
{
    open_ = false;
    timers_.clear();
    tasks_.clear();
}

bool HostObject::credit(std::uint16_t channel, std::uint32_t bytes)
{
    if (channel != kAuditCredit)
        return windows_.give_back(channel, bytes);
    return acts_.give_back(0, bytes);
}

void HostObject::settings(SettingValues values)
{
    const std::lock_guard lock{settings_mutex_};
    settings_ = std::move(values);
}

std::optional<std::string> HostObject::setting(const std::string& key) const
{
    const std::lock_guard lock{settings_mutex_};
    const auto found = settings_.find(key);
    return found == settings_.end() ? std::nullopt : std::optional{found->second};
}

bool HostObject::may_show(std::size_t bytes)
{
    const std::lock_guard lock{show_mutex_};
    return show_limit_.take(bytes + kShowWeight, std::chrono::steady_clock::now());
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
    const std::pair<std::string_view, const void*> halves[] = {
        {CORDEE_EXT_CHANNEL, &self.channel_},  {CORDEE_EXT_LOG, &self.log_},
        {CORDEE_EXT_SESSION, &self.session_},  {CORDEE_EXT_DISPLAY, &self.display_},
        {CORDEE_EXT_MEMORY, &self.memory_},    {CORDEE_EXT_TIMER, &kTimerHalf},
        {CORDEE_EXT_SETTINGS, &kSettingsHalf}, {CORDEE_EXT_STORAGE, &kStorageHalf},
        {CORDEE_EXT_FILES, &kFilesHalf},       {CORDEE_EXT_CONSENT, &kConsentHalf},
        {CORDEE_EXT_TASK, &kTaskHalf},         {CORDEE_EXT_LINES, self.order_.lines ? &kLinesHalf : nullptr},
        {CORDEE_EXT_AUDIT, &kAuditHalf},
    };
    for (const auto& [known, half] : halves)
        if (wanted == known)
            return half;
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
    return self.core_.write_message(channel, {data, size}) ? CORDEE_OK : CORDEE_CLOSED;
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

} // namespace cordee::plugin::host
