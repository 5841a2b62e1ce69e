#include "core/author/scratch_folder.hpp"

#include "core/base/error.hpp"
#include "core/base/language.hpp"

#include <cstdlib>

namespace cordee::author {

namespace fs = std::filesystem;

ScratchFolder::ScratchFolder()
{
    std::error_code ignored;
    auto name = (fs::temp_directory_path(ignored) / "cordee-plugin-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr)
        throw UserError{trf("no folder can be made in {}", fs::temp_directory_path(ignored).string()),
                        std::string{tr("free some space, or set TMPDIR to another place")}};
    path_ = name;
}

ScratchFolder::~ScratchFolder()
{
    std::error_code ignored;
    fs::remove_all(path_, ignored);
}

} // namespace cordee::author
