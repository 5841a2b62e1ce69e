// Fails when an #include points the wrong way. The table is the architecture; nothing else may be drawn.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>

namespace fs = std::filesystem;
using Names = std::set<std::string>;

namespace {

/// Which parts of the tree a part may include, itself apart.
const std::map<std::string, Names> kAllowed{
    {"core/base", {}},
    {"core/wire", {"core/base"}},
    {"core/crypto", {"core/base"}},
    {"core/transport", {"core/wire", "core/base"}},
    {"core/session", {"core/transport", "core/wire", "core/crypto", "core/base"}},
    {"core/plugin", {"sdk", "core/crypto", "core/base"}},
    {"core/author", {"core/plugin", "sdk", "core/base"}},
    {"core/endpoint",
     {"core/session", "core/plugin", "core/transport", "core/wire", "core/crypto", "core/base", "sdk"}},
    {"sdk", {}},
    {"plugins", {"sdk"}},
    {"apps",
     {"core/endpoint", "core/author", "core/session", "core/plugin", "core/transport", "core/wire",
      "core/crypto", "core/base", "sdk"}},
};

/// Libraries that only the named places may include.
const std::map<std::string, Names> kConfined{
    {"boost/beast", {"core/transport", "apps/broker"}},
    {"openssl/", {"core/crypto", "core/transport", "apps/broker", "plugins/file-transfer"}},
    {"Poco/Data", {"apps/broker"}},
    {"SDL", {"plugins/remote-control"}},
    {"xcb/", {"plugins/remote-control"}},
};

std::string part_of(const std::string& path)
{
    if (path.starts_with("cordee/"))
        return "sdk";
    for (const auto& [part, allowed] : kAllowed)
        if (path.starts_with(part + "/"))
            return part;
    return {};
}

struct Include {
    std::string file;
    std::string target;
};

std::vector<Include> all_includes()
{
    static const std::regex line_form{R"re(^\s*#\s*include\s*[<"]([^>"]+)[>"])re"};
    std::vector<Include> out;
    const fs::path root{CORDEE_SOURCE_DIR};
    for (const char* top : {"core", "sdk", "plugins", "apps"}) {
        if (!fs::exists(root / top))
            continue;
        for (const auto& entry : fs::recursive_directory_iterator{root / top}) {
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".hpp" && extension != ".h" && extension != ".c")
                continue;
            std::ifstream in{entry.path()};
            std::smatch match;
            for (std::string line; std::getline(in, line);)
                if (std::regex_search(line, match, line_form))
                    out.push_back({fs::relative(entry.path(), root), match[1]});
        }
    }
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(includes_point_the_right_way)
{
    const auto includes = all_includes();
    BOOST_REQUIRE(includes.size() > 20);
    for (const auto& include : includes) {
        const auto from = part_of(include.file);
        const auto to = part_of(include.target);
        if (to.empty() || from == to)
            continue;
        BOOST_TEST((kAllowed.contains(from) && kAllowed.at(from).contains(to)),
                   include.file << " includes " << include.target);
    }
}

BOOST_AUTO_TEST_CASE(a_program_does_not_include_another_and_a_plugin_not_its_neighbour)
{
    for (const auto& include : all_includes()) {
        for (const std::string top : {"apps/", "plugins/"}) {
            if (!include.target.starts_with(top))
                continue;
            const auto folder = include.target.substr(0, include.target.find('/', top.size()) + 1);
            BOOST_TEST(include.file.starts_with(folder), include.file << " includes " << include.target);
        }
    }
}

BOOST_AUTO_TEST_CASE(heavy_libraries_stay_where_they_belong)
{
    for (const auto& include : all_includes())
        for (const auto& [library, places] : kConfined) {
            if (!include.target.starts_with(library))
                continue;
            const bool allowed = std::any_of(places.begin(), places.end(), [&](const auto& place) {
                return include.file.starts_with(place);
            });
            BOOST_TEST(allowed, include.file << " includes " << include.target);
        }
}
