// What the modules of a person have on this computer: settings, what they keep, the record of their acts, and
// a folder for files.
#pragma once

#include "core/base/settings.hpp"
#include "core/endpoint/audit_log.hpp"
#include "core/endpoint/endpoint_settings.hpp"
#include "core/endpoint/private_folders.hpp"
#include "core/plugin/manifest.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <string>

namespace cordee::endpoint {

/// Of one program; outlives its sessions. One that is empty has none of it.
struct ModuleHome {
    OpenSection settings{"modules", {}};
    std::filesystem::path state; ///< the person's; empty: nothing is kept
    std::string files_folder;    ///< as configured; downloads_folder()
    std::shared_ptr<AuditLog> audit{};
};

ModuleHome module_home(const EndpointSettings& settings, const PrivateFolders& folders);

/// What is set for a module, by key, as its manifest wants it. Throws UserError that names file and key of
/// what the manifest does not know, or what has not the type that it says.
std::map<std::string, std::string> settings_for(const OpenSection& section, const plugin::Manifest& manifest);

/// Where a module keeps things for later sessions; empty where it, or this computer, keeps nothing. Made when
/// it is missing; throws UserError.
std::filesystem::path kept_folder(const ModuleHome& home, const plugin::Manifest& manifest);

} // namespace cordee::endpoint
