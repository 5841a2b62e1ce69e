#include "core/plugin/folder_path.hpp"

#include <cordee/ext/files.h>

#include <boost/test/unit_test.hpp>

#include <string>

using namespace cordee::plugin;

namespace {

std::string repeated(const std::string& text, std::size_t times)
{
    std::string out;
    for (std::size_t i = 0; i < times; ++i)
        out += text;
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(folder_path)

BOOST_AUTO_TEST_CASE(a_path_is_inside_by_its_letters)
{
    for (const std::string path :
         {"a", "a/b", "été/写真", "..a", "a..", "...", " ", "a\n", "\xff\xfe", "C:", "a\\b"})
        BOOST_TEST(is_inside_path(path), path);
    for (const std::string path :
         {"", "/", "/a", "a/", "a//b", ".", "..", "./a", "../a", "a/..", "a/../b", "a/./b", "a/b/."})
        BOOST_TEST(!is_inside_path(path), path);
    BOOST_TEST(!is_inside_path(std::string{"a\0b", 3}));
}

BOOST_AUTO_TEST_CASE(a_path_has_limits)
{
    BOOST_TEST(is_inside_path(std::string(255, 'a')));
    BOOST_TEST(!is_inside_path(std::string(256, 'a')));
    const auto deepest = repeated("a/", CORDEE_PATH_DEPTH - 1) + "a";
    BOOST_TEST(is_inside_path(deepest));
    BOOST_TEST(!is_inside_path("a/" + deepest));
    const auto longest = repeated(std::string(199, 'a') + "/", 19) + std::string(200, 'a');
    BOOST_TEST(longest.size() == CORDEE_PATH_MOST);
    BOOST_TEST(is_inside_path(longest));
    BOOST_TEST(!is_inside_path(longest + "a"));
}

BOOST_AUTO_TEST_CASE(names_of_parts_are_the_cores)
{
    BOOST_TEST(part_name("letter.txt") == ".letter.txt.cordee-part");
    BOOST_TEST(has_part_name("a/.letter.txt.cordee-part"));
    BOOST_TEST(has_part_name(".x.cordee-part/b"));
    BOOST_TEST(!has_part_name("a/letter.cordee-part"));
    BOOST_TEST(!has_part_name("a/.cordee-part.txt"));
}

BOOST_AUTO_TEST_CASE(a_long_name_has_a_part_of_its_own)
{
    for (const std::size_t size : {241u, 242u, 243u, 254u, 255u}) {
        const std::string one(size, 'a');
        auto other = one;
        other.back() = 'b';
        BOOST_TEST(part_name(one).size() <= 255U);
        BOOST_TEST(part_name(one) != part_name(other));
        BOOST_TEST(is_part_name(part_name(one)));
    }
    // No half of a character: "写" has three bytes.
    for (std::size_t first = 0; first < 3; ++first) {
        const auto name = part_name(std::string(first, 'a') + repeated("写", 84));
        BOOST_TEST(name.size() <= 255U);
        const auto text = name.substr(1, name.rfind('-', name.size() - 13) - 1);
        BOOST_TEST((text.size() - first) % 3 == 0U);
    }
}

BOOST_AUTO_TEST_CASE(one_entry_is_given_with_what_lies_beneath)
{
    BOOST_TEST(is_given("a/b", ""));
    BOOST_TEST(is_given("a", "a"));
    BOOST_TEST(is_given("a/b/c", "a"));
    for (const char* path : {"b", "ab", "ab/c", "A", "b/a"})
        BOOST_TEST(!is_given(path, "a"), path);
}

BOOST_AUTO_TEST_CASE(a_link_stays_inside)
{
    BOOST_TEST(link_stays_inside("a", "b", ""));
    BOOST_TEST(link_stays_inside("a/b/c", "../../d", ""));
    BOOST_TEST(link_stays_inside("a/b/c", "../..", ""));
    BOOST_TEST(link_stays_inside("a/b/c", "..", "a"));
    BOOST_TEST(link_stays_inside("a/b/c", "../x/y", "a"));
    for (const char* target :
         {"", "/etc", "..", "../b", "b/../../c", "b/../c", "./b", "b/", "b//c", ".", ".x.cordee-part"})
        BOOST_TEST(!link_stays_inside("a", target, ""), target);
    BOOST_TEST(!link_stays_inside("a/b/c", "../../../d", ""));
    BOOST_TEST(!link_stays_inside("a/b/c", "../../d", "a"));
    BOOST_TEST(!link_stays_inside("a/b/c", "../..", "a"));
    BOOST_TEST(!link_stays_inside("a", std::string_view{"b\0c", 3}, ""));
    BOOST_TEST(!link_stays_inside("a", std::string(CORDEE_PATH_MOST + 1, 'a'), ""));
}

BOOST_AUTO_TEST_SUITE_END()
