// The packages that this broker hands out: the *.zip files of one folder, looked at again when they change.
// It checks no signature: whoever loads a package does, and trusts no broker for it.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/base/version.hpp"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

struct ModulePackage {
    std::string id;
    Version version;
    std::string platform;
    std::string publisher;
    std::uint64_t size = 0;
    std::string sha256; ///< hexadecimal
    std::filesystem::path file;
    std::vector<std::string> permissions; ///< that its manifest names
};

/// What a grant says of a module: nobody may use an older one than every platform can have.
struct ModuleFloor {
    Version min;
    std::string publisher;
};

class ModuleStore {
public:
    explicit ModuleStore(std::filesystem::path folder) : folder_{std::move(folder)} {}

    /// The newest, or exactly the version asked for.
    std::optional<ModulePackage> find(std::string_view id, std::string_view platform,
                                      std::optional<Version> version);
    /// The lowest among the newest of each platform. Empty when there is no package of that name.
    std::optional<ModuleFloor> floor(std::string_view id);

private:
    struct Known {
        std::filesystem::file_time_type changed;
        std::uint64_t size = 0;
        std::optional<ModulePackage> package; ///< empty: looked at, and not a package
    };
    void refresh();

    std::filesystem::path folder_;
    std::map<std::filesystem::path, Known> known_;
};

std::string to_text(const Version& version);

} // namespace cordee::broker
