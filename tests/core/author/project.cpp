// The folder of a new plugin.
#include "core/author/project.hpp"

#include "core/base/error.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <set>

using namespace cordee;
namespace fs = std::filesystem;

namespace {

fs::path sdk()
{
    return author::find_sdk(CORDEE_BINARY_DIR "/sdk-package");
}

std::set<std::string> names_in(const fs::path& folder)
{
    std::set<std::string> out;
    for (const auto& entry : fs::directory_iterator{folder})
        out.insert(entry.path().filename());
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(project)

BOOST_AUTO_TEST_CASE(a_template_is_filled_in_for_each_language)
{
    const TemporaryFolder folder;
    for (const std::string language : {"c", "cpp"}) {
        const auto place = folder.path() / language;
        author::make_project({"traffic-light", language, place}, sdk());
        const auto source = "traffic-light." + language;
        BOOST_TEST((names_in(place) ==
                    std::set<std::string>{"CMakeLists.txt", "README.md", "manifest.json", source}));
        for (const auto& name : names_in(place)) {
            const auto text = test::read_text(place / name);
            BOOST_TEST(text.find('@') == std::string::npos, name << ":\n" << text);
            BOOST_TEST(text.find(name == "README.md" ? "Traffic light" : "traffic-light") != std::string::npos,
                       name << ":\n" << text);
        }
    }
    BOOST_TEST(test::read_text(folder.path() / "cpp/traffic-light.cpp").find("class TrafficLight final") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_name_may_begin_with_a_digit_and_a_type_not)
{
    const TemporaryFolder folder;
    author::make_project({"3d-view", "cpp", folder.path() / "new"}, sdk());
    BOOST_TEST(test::read_text(folder.path() / "new/3d-view.cpp").find("class Plugin3dView final") !=
               std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_leaves_nothing)
{
    const TemporaryFolder folder;
    const auto place = folder.path() / "new";
    for (const char* id : {"", "Knock", "../knock", "knock!", "-knock"})
        BOOST_CHECK_THROW(author::make_project({id, "cpp", place}, sdk()), UserError);
    BOOST_CHECK_THROW(author::make_project({"knock", "cobol", place}, sdk()), UserError);
    BOOST_CHECK_THROW(author::make_project({"knock", "../cpp", place}, folder.path()), UserError);
    BOOST_TEST(!fs::exists(place));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_there_stays_as_it_is)
{
    const TemporaryFolder folder;
    test::write_text(folder.path() / "knock/knock.cpp", "mine");
    BOOST_CHECK_THROW(author::make_project({"knock", "cpp", folder.path() / "knock"}, sdk()), UserError);
    BOOST_TEST(test::read_text(folder.path() / "knock/knock.cpp") == "mine");
}

BOOST_AUTO_TEST_CASE(a_place_without_sdk_is_named_as_such)
{
    const TemporaryFolder folder;
    BOOST_CHECK_THROW(author::find_sdk(folder.path()), UserError);
}

BOOST_AUTO_TEST_SUITE_END()
