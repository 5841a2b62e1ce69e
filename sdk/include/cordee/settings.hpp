// What manifest.json calls settings, with the values that hold now.
#ifndef CORDEE_SETTINGS_HPP
#define CORDEE_SETTINGS_HPP

#include <cordee/ext/settings.h>
#include <cordee/host.hpp>

#include <cstdlib>
#include <optional>
#include <string>

namespace cordee::sdk {

class Settings {
public:
    explicit Settings(Host host) : host_{host}, half_{host.half<cordee_host_settings>(CORDEE_EXT_SETTINGS)} {}

    /// Empty: the manifest has no such setting.
    std::optional<std::string> text(const char* key) const
    {
        std::string value(CORDEE_SETTING_MOST, '\0');
        std::size_t size = value.size();
        if (!half_ || half_->get(host_.c_host(), key, value.data(), &size) != CORDEE_OK)
            return std::nullopt;
        value.resize(size);
        return value;
    }
    std::int64_t number(const char* key, std::int64_t otherwise = 0) const
    {
        const auto value = text(key);
        return value ? std::strtoll(value->c_str(), nullptr, 10) : otherwise;
    }
    bool on(const char* key) const { return text(key) == "true"; }

private:
    Host host_;
    const cordee_host_settings* half_;
};

} // namespace cordee::sdk

#endif
