// One setting: a typed value with its key, default and help text.
#pragma once

#include "core/base/error.hpp"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cordee {

class SettingBase {
public:
    SettingBase(std::string_view key, std::string_view help) : key_{key}, help_{help} {}
    SettingBase(const SettingBase&) = delete;
    SettingBase& operator=(const SettingBase&) = delete;
    virtual ~SettingBase() = default;

    /// "section.name"
    [[nodiscard]] const std::string& key() const { return key_; }
    [[nodiscard]] const std::string& help() const { return help_; }
    /// Takes a value as it stands in TOML, without the quotes of a text; Errc::malformed when it does not
    /// fit.
    virtual Result<void> assign(std::string_view text) = 0;
    /// The value as TOML.
    [[nodiscard]] virtual std::string toml() const = 0;
    /// What a value looks like, for error messages.
    [[nodiscard]] virtual std::string_view form() const = 0;

private:
    std::string key_;
    std::string help_;
};

/// Settings belong to the program's own struct, which outlives every list of them.
using SettingList = std::vector<SettingBase*>;

namespace detail {

Result<void> parse_setting(std::string_view text, std::string& value);
Result<void> parse_setting(std::string_view text, std::int64_t& value);
Result<void> parse_setting(std::string_view text, bool& value);
Result<void> parse_setting(std::string_view text, std::chrono::milliseconds& value);
Result<void> parse_setting(std::string_view text, std::vector<std::string>& value);
std::string setting_toml(const std::string& value);
std::string setting_toml(std::int64_t value);
std::string setting_toml(bool value);
std::string setting_toml(std::chrono::milliseconds value);
std::string setting_toml(const std::vector<std::string>& value);
std::string_view setting_form(const std::string& value);
std::string_view setting_form(std::int64_t value);
std::string_view setting_form(bool value);
std::string_view setting_form(std::chrono::milliseconds value);
std::string_view setting_form(const std::vector<std::string>& value);

} // namespace detail

/// T is std::string, std::int64_t (not negative), bool, std::chrono::milliseconds (with unit: "250ms", "30s",
/// "5m", "12h") or std::vector<std::string>.
template <class T>
class Setting : public SettingBase {
public:
    Setting(std::string_view key, T fallback, std::string_view help)
        : SettingBase{key, help}, value_{std::move(fallback)}
    {}

    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }
    void set(T value) { value_ = std::move(value); }

    Result<void> assign(std::string_view text) override { return detail::parse_setting(text, value_); }
    [[nodiscard]] std::string toml() const override { return detail::setting_toml(value_); }
    [[nodiscard]] std::string_view form() const override { return detail::setting_form(value_); }

private:
    T value_;
};

} // namespace cordee
