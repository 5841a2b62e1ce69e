#include "core/author/trial_folder.hpp"

#include <fstream>

namespace cordee::author {
namespace {

namespace fs = std::filesystem;

/// Enough that a plugin has to cut it into pieces.
constexpr std::size_t kLines = 20'000;

void fill(const fs::path& folder)
{
    fs::create_directories(folder / "below");
    std::ofstream{folder / "hello.txt"} << "hello\n";
    std::ofstream numbers{folder / "below" / "numbers.txt"};
    for (std::size_t i = 0; i < kLines; ++i)
        numbers << i << " is a number\n";
}

} // namespace

std::vector<plugin::GivenFolder> trial_folders(const std::vector<plugin::Capability>& capabilities,
                                               const fs::path& place)
{
    if (!plugin::asks_for(capabilities, plugin::kFolderCapability))
        return {};
    if (!fs::exists(place))
        fill(place);
    return {{"trial", place, "", "*", "*"}};
}

} // namespace cordee::author
