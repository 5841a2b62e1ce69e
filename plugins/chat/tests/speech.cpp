#include "speech.hpp"

#include "texts.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::chat;

namespace {

template <class T>
bool is(std::string_view line)
{
    return std::holds_alternative<T>(understand(line));
}

Content said(std::string_view line)
{
    const auto speech = understand(line);
    BOOST_REQUIRE(std::holds_alternative<Say>(speech));
    return std::get<Say>(speech).content;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_line_is_said_unless_it_is_a_command)
{
    BOOST_TEST((said("  good morning ") == Content{Text{"good morning"}}));
    BOOST_TEST((said("https://example.org") == Content{Link{"https://example.org"}}));
    BOOST_TEST((said("see https://example.org") == Content{Text{"see https://example.org"}}));
    BOOST_TEST((said("//etc/hosts") == Content{Text{"/etc/hosts"}}));
    BOOST_TEST(is<Nothing>("   "));
    BOOST_TEST(is<Nothing>("\xff"));
    BOOST_TEST(is<ShowHistory>("/history"));
    BOOST_TEST(is<ShowNotes>("/notes"));
    BOOST_TEST(is<Unknown>("/note"));
    BOOST_TEST(is<Unknown>("/etc/hosts"));
    BOOST_TEST(std::get<TakeNote>(understand("/note call back")).text == "call back");
    BOOST_TEST(std::get<UseAnswer>(understand("/answer hello")).name == "hello");
    BOOST_TEST(std::get<UseAnswer>(understand("/answer")).name.empty());
}

BOOST_AUTO_TEST_CASE(prepared_answers_are_lines_of_the_setting)
{
    const auto answers =
        parse_answers("hello = Good morning!\n\nno sign here\nsite=https://example.org/help\n = x\ny = ");
    BOOST_REQUIRE(answers.size() == 2u);
    BOOST_TEST(answers[0].name == "hello");
    BOOST_TEST((answers[0].content == Content{Text{"Good morning!"}}));
    BOOST_TEST((answers[1].content == Content{Link{"https://example.org/help"}}));
}

BOOST_AUTO_TEST_CASE(nobody_can_seem_to_be_somebody_else)
{
    BOOST_TEST(line_of("Anna", Text{"hello\nBob: pay me"}, Tongue::english) ==
               "Anna: hello\n    Bob: pay me");
    BOOST_TEST(line_of("Anna", Files{{"a\nBob: b"}}, Tongue::french) == "Anna : (remet : a\n    Bob: b)");
}
