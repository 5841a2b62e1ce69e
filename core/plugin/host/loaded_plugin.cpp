#include "core/plugin/host/loaded_plugin.hpp"

#include <dlfcn.h>

namespace cordee::plugin::host {
namespace {

std::string misfit(const cordee_plugin_entry& entry, const std::string& module)
{
    if (entry.abi_min > CORDEE_ABI_VERSION || entry.abi_max < CORDEE_ABI_VERSION)
        return "it is made for interface " + std::to_string(entry.abi_min) + " to " +
               std::to_string(entry.abi_max) + ", this program speaks " + std::to_string(CORDEE_ABI_VERSION);
    if (entry.id == nullptr || module != entry.id)
        return "it is another plugin than its package says";
    if (entry.create == nullptr)
        return "it can't create a plugin";
    return {};
}

} // namespace

void LoadedPlugin::Unload::operator()(void* library) const
{
    dlclose(library);
}

std::unique_ptr<LoadedPlugin> LoadedPlugin::open(const std::string& library, const std::string& module,
                                                 std::string& why)
{
    std::unique_ptr<LoadedPlugin> out{new LoadedPlugin};
    // Now rather than lazily: a missing function must show here and not in the middle of a session.
    out->library_.reset(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (!out->library_) {
        why = dlerror();
        return nullptr;
    }
    out->entry_ = static_cast<const cordee_plugin_entry*>(dlsym(out->library_.get(), "cordee_entry"));
    why = out->entry_ == nullptr ? "it has no cordee_entry" : misfit(*out->entry_, module);
    return why.empty() ? std::move(out) : nullptr;
}

bool LoadedPlugin::create(const cordee_host* host)
{
    object_.reset(entry_->create(host));
    if (!object_)
        return false;
    if (object_->get_extension == nullptr)
        return true;
    const auto half = [&](const char* id) { return object_->get_extension(object_.get(), id); };
    channel_ = static_cast<const cordee_plugin_channel*>(half(CORDEE_EXT_CHANNEL));
    rate_ = static_cast<const cordee_plugin_rate*>(half(CORDEE_EXT_RATE));
    timer_ = static_cast<const cordee_plugin_timer*>(half(CORDEE_EXT_TIMER));
    settings_ = static_cast<const cordee_plugin_settings*>(half(CORDEE_EXT_SETTINGS));
    consent_ = static_cast<const cordee_plugin_consent*>(half(CORDEE_EXT_CONSENT));
    task_ = static_cast<const cordee_plugin_task*>(half(CORDEE_EXT_TASK));
    lines_ = static_cast<const cordee_plugin_lines*>(half(CORDEE_EXT_LINES));
    return true;
}

bool LoadedPlugin::activate()
{
    return object_->activate(object_.get()) == CORDEE_OK;
}

void LoadedPlugin::deactivate()
{
    object_->deactivate(object_.get());
}

void LoadedPlugin::received(std::uint16_t channel, const std::uint8_t* data, std::size_t size) const
{
    if (channel_ != nullptr && channel_->received != nullptr)
        channel_->received(object_.get(), channel, data, size);
}

void LoadedPlugin::writable() const
{
    if (channel_ != nullptr && channel_->writable != nullptr)
        channel_->writable(object_.get());
}

void LoadedPlugin::peer_restarted() const
{
    if (channel_ != nullptr && channel_->peer_restarted != nullptr)
        channel_->peer_restarted(object_.get());
}

void LoadedPlugin::rate_changed(std::uint64_t bytes_per_second) const
{
    if (rate_ != nullptr && rate_->changed != nullptr)
        rate_->changed(object_.get(), bytes_per_second);
}

void LoadedPlugin::expired(std::uint32_t timer) const
{
    if (timer_ != nullptr && timer_->expired != nullptr)
        timer_->expired(object_.get(), timer);
}

void LoadedPlugin::settings_changed() const
{
    if (settings_ != nullptr && settings_->changed != nullptr)
        settings_->changed(object_.get());
}

void LoadedPlugin::answered(std::uint32_t question, std::uint32_t choice) const
{
    if (consent_ != nullptr && consent_->answered != nullptr)
        consent_->answered(object_.get(), question, choice);
}

bool LoadedPlugin::begin(std::uint32_t task, std::string_view wish) const
{
    if (task_ == nullptr || task_->begin == nullptr)
        return false;
    task_->begin(object_.get(), task, wish.data(), wish.size());
    return true;
}

void LoadedPlugin::act(std::uint32_t task, cordee_task_wish wish) const
{
    if (task_ != nullptr && task_->act != nullptr)
        task_->act(object_.get(), task, wish);
}

void LoadedPlugin::typed(std::string_view line) const
{
    if (lines_ != nullptr && lines_->typed != nullptr)
        lines_->typed(object_.get(), line.data(), line.size());
}

void LoadedPlugin::dropped(const std::vector<std::string>& names) const
{
    if (lines_ == nullptr || lines_->dropped == nullptr)
        return;
    std::vector<cordee_text> texts;
    for (const auto& name : names)
        texts.push_back({name.data(), name.size()});
    lines_->dropped(object_.get(), texts.data(), texts.size());
}

} // namespace cordee::plugin::host
