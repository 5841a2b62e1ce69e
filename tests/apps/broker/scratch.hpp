// A folder that is gone after the test.
#pragma once

#include "core/base/random.hpp"

#include <filesystem>

namespace cordee::broker::testing {

class Scratch {
public:
    Scratch()
        : folder_{std::filesystem::temp_directory_path() /
                  ("cordee-broker-" + to_hex(system_random().bytes<8>()))}
    {
        std::filesystem::create_directories(folder_);
    }
    ~Scratch()
    {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Scratch(const Scratch&) = delete;
    Scratch& operator=(const Scratch&) = delete;

    [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return folder_ / name; }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

private:
    std::filesystem::path folder_;
};

} // namespace cordee::broker::testing
