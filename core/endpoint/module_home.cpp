#include "core/endpoint/module_home.hpp"

#include "core/base/language.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

std::string_view form_of(const plugin::SettingSpec& setting)
{
    switch (setting.type) {
    case plugin::SettingType::number:
        return "42";
    case plugin::SettingType::on_off:
        return "true | false";
    case plugin::SettingType::text:
        break;
    }
    return "\"...\"";
}

std::string known_keys(const plugin::Manifest& manifest)
{
    std::string out;
    for (const auto& setting : manifest.settings)
        out += (out.empty() ? "" : ", ") + setting.key;
    return out;
}

UserError unknown_setting(const plugin::Manifest& manifest, const std::string& key, const std::string& where)
{
    return {trf("{}: the module {} has no setting '{}'", where, manifest.id, key),
            manifest.settings.empty() ? trf("{} has no settings; take it out", manifest.id)
                                      : trf("it has: {}", known_keys(manifest))};
}

} // namespace

ModuleHome module_home(const EndpointSettings& settings, const PrivateFolders& folders)
{
    return {settings.modules, folders.state, *settings.files_folder,
            std::make_shared<AuditLog>(folders.state)};
}

std::map<std::string, std::string> settings_for(const OpenSection& section, const plugin::Manifest& manifest)
{
    std::map<std::string, std::string> out;
    const auto of = section.values.find(manifest.id);
    if (of == section.values.end())
        return out;
    for (const auto& [key, set] : of->second) {
        const auto known = std::ranges::find(manifest.settings, key, &plugin::SettingSpec::key);
        if (known == manifest.settings.end())
            throw unknown_setting(manifest, key, set.where);
        if (!plugin::fits(*known, set.value))
            throw UserError{trf("{}: the value of '{}' does not fit", set.where,
                                fmt::format("{}.{}.{}", section.name, manifest.id, key)),
                            trf("it has the form {}", form_of(*known))};
        out.emplace(key, set.value);
    }
    return out;
}

std::filesystem::path kept_folder(const ModuleHome& home, const plugin::Manifest& manifest)
{
    if (home.state.empty() || !manifest.storage)
        return {};
    make_private_folder(home.state);
    make_private_folder(home.state / "modules");
    auto out = home.state / "modules" / (manifest.id + "-" + manifest.publisher);
    make_private_folder(out);
    return out;
}

} // namespace cordee::endpoint
