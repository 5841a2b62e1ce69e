#include "fake_host.hpp"

#include <cstring>

namespace cordee::remote::test {

FakeHost::FakeHost() : host_{CORDEE_ABI_VERSION, this, &extension} {}

std::optional<FakeHost::Sent> FakeHost::next(std::chrono::milliseconds within)
{
    std::unique_lock lock{mutex_};
    if (!arrived_.wait_for(lock, within, [&] { return !sent_.empty(); }))
        return std::nullopt;
    auto out = std::move(sent_.front());
    sent_.pop_front();
    return out;
}

std::string FakeHost::errors()
{
    const std::lock_guard lock{mutex_};
    return errors_;
}

cordee_status FakeHost::send(const cordee_host* host, std::uint16_t channel, const std::uint8_t* data,
                             std::size_t size)
{
    auto& self = of(host);
    if (self.full)
        return CORDEE_AGAIN;
    const std::lock_guard lock{self.mutex_};
    self.sent_.push_back({channel, {data, data + size}});
    self.arrived_.notify_all();
    return CORDEE_OK;
}

void FakeHost::write(const cordee_host* host, cordee_log_level level, const char* text, std::size_t size)
{
    auto& self = of(host);
    const std::lock_guard lock{self.mutex_};
    if (level == CORDEE_LOG_ERROR)
        self.errors_.append(text, size) += '\n';
}

const void* FakeHost::extension(const cordee_host*, const char* id)
{
    static const cordee_host_channel channel{&send};
    static const cordee_host_log log{&write};
    static const cordee_host_session session{
        [](const cordee_host*) { return CORDEE_SIDE_CONTROLLED; },
        [](const cordee_host* host, const char* permission) {
            const bool view = of(host).view && std::strcmp(permission, "view") == 0;
            return view || (of(host).input && std::strcmp(permission, "input") == 0) ? 1 : 0;
        },
        [](const cordee_host*) {
            return cordee_text{"Olga", 4};
        },
        [](const cordee_host*) {
            return cordee_text{"fr", 2};
        },
        [](const cordee_host* host) { of(host).finished_ = true; }};
    if (std::strcmp(id, CORDEE_EXT_CHANNEL) == 0)
        return &channel;
    if (std::strcmp(id, CORDEE_EXT_LOG) == 0)
        return &log;
    return std::strcmp(id, CORDEE_EXT_SESSION) == 0 ? &session : nullptr;
}

} // namespace cordee::remote::test
