#include "apps/broker/policy/policy_text.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;

namespace {

struct Wrong {
    const char* line;
    std::size_t column;
    const char* what;
};

const Wrong kWrong[]{
    {"permit everybody m", 1, "a rule begins with allow or deny"},
    {"allow", 6, "it does not say for whom"},
    {"allow anybody m", 7, "it does not say for whom"},
    {"allow operator", 15, "the address of an operator is missing"},
    {"allow group \"\" m", 13, "the name of a group is missing"},
    {"allow everybody", 16, "it does not say which module"},
    {"allow everybody File-Transfer", 17, "it does not say which module"},
    {"allow everybody m a,,b", 19, "'a,,b' is not a list of permissions"},
    {"allow everybody m a,a", 19, "'a,a' is not a list of permissions"},
    {"allow everybody m a,*", 19, "'a,*' is not a list of permissions"},
    {"allow everybody m a b", 21, "'b' is not expected here"},
    {"allow everybody m to-client from-client", 29, "'from-client' is not expected here"},
    {"allow everybody m on", 21, "it does not say on what"},
    {"allow everybody m on device", 28, "the name of a device is missing"},
    {"allow everybody m on vault", 22, "it does not say on what"},
    {"allow everybody m mon-fri", 26, "the time zone is missing"},
    {"allow everybody m 08:00-18:00", 30, "the time zone is missing"},
    {"allow everybody m 08:00-25:00 UTC", 19, "'08:00-25:00' are not hours of a day"},
    {"allow everybody m 8:00-18:00 UTC", 19, "'8:00-18:00' are not hours of a day"},
    {"allow everybody m 24:00-08:00 UTC", 19, "'24:00-08:00' are not hours of a day"},
    {"allow everybody m 08:00-08:00 UTC", 19, "'08:00-08:00' are not hours of a day"},
    {"allow everybody m mon 08:00-09:00 Here!", 35, "the time zone is missing"},
    {"allow group \"Été m", 13, "a quotation mark is missing"},
    {"allow group \"Été\"m x", 18, "a space is missing beside the quotation mark"},
    {"allow group \"Été\" M", 19, "it does not say which module"},
    {"allow everybody \x1b[31mm", 17, "there is a character that cannot be seen"},
    {"deny everybody m # \xe2\x80\xae", 20, "there is a character that cannot be seen"},
};

std::vector<TextLine> lines_of(const std::string& text)
{
    const auto read = parse_policy(text, Language::english);
    BOOST_TEST(read.problems.empty(), text);
    return read.lines;
}

} // namespace

BOOST_AUTO_TEST_SUITE(policy_text)

BOOST_AUTO_TEST_CASE(what_is_wrong_is_said_with_line_column_and_a_hint)
{
    for (const auto& wrong : kWrong) {
        const auto read =
            parse_policy("allow everybody fine\n\n" + std::string{wrong.line}, Language::english);
        BOOST_TEST_REQUIRE(read.problems.size() == 1U, wrong.line);
        BOOST_TEST(read.problems[0].line == 3U, wrong.line);
        BOOST_TEST(read.problems[0].column == wrong.column, wrong.line);
        BOOST_TEST(read.problems[0].what == wrong.what, wrong.line);
        BOOST_TEST(!read.problems[0].hint.empty(), wrong.line);
        BOOST_TEST(read.rules.size() == 1U, wrong.line);
    }
}

BOOST_AUTO_TEST_CASE(the_examples_of_the_manual)
{
    const auto lines = lines_of("allow group \"Support\" file-transfer send,fetch on group \"Workstations\" "
                                "mon-fri 08:00-18:00 Europe/Paris\n"
                                "deny operator * file-transfer on device \"Vault\"");
    const auto& first = lines.at(0).rule.value();
    BOOST_TEST(first.allow);
    BOOST_CHECK((first.who == Who{Who::Kind::group, "Support"}));
    BOOST_CHECK((first.permissions == std::vector<std::string>{"send", "fetch"}));
    BOOST_CHECK((first.where == Where{Where::Kind::group, "Workstations"}));
    BOOST_CHECK((first.when == TimeWindow{0x1f, 480, 1080, "Europe/Paris"}));
    const auto& second = lines.at(1).rule.value();
    BOOST_CHECK((second.who == Who{}));
    BOOST_CHECK((second.permissions == std::vector<std::string>{"*"}));
    BOOST_CHECK((second.where == Where{Where::Kind::device, "Vault"}));
}

BOOST_AUTO_TEST_CASE(remarks_blanks_and_spellings_are_kept_or_do_not_count)
{
    const std::string text = "# first\r\n\n\tallow   group Support m  p   # why\r\n#\n  \n"
                             "allow group \"A \\\"B\\\" \\\\ C # D\" m\n"
                             "allow everybody m mon,tue,wed-thu UTC\n"
                             "allow everybody m \"mon\"\n"
                             "allow everybody m * fri-mon 00:00-24:00 Etc/GMT+3\n";
    const auto lines = lines_of(text);
    BOOST_REQUIRE(lines.size() == 9U);
    BOOST_TEST(lines[0].comment.value() == " first");
    BOOST_TEST(lines[2].comment.value() == " why");
    BOOST_TEST(lines[2].rule->who.name == "Support");
    BOOST_TEST(lines[5].rule->who.name == "A \"B\" \\ C # D");
    BOOST_TEST(lines[6].rule->when->days == 0x0f);
    BOOST_TEST(!lines[7].rule->when.has_value());
    BOOST_TEST(lines[8].rule->when->days == (1 << 4 | 1 << 5 | 1 << 6 | 1));
    BOOST_CHECK((lines_of(print_policy(lines)) == lines));
    BOOST_TEST(print_rule(*lines[6].rule) == "allow everybody m mon-thu UTC");
    BOOST_TEST(print_rule(*lines[7].rule) == "allow everybody m \"mon\"");
}

BOOST_AUTO_TEST_CASE(what_is_too_much_is_refused)
{
    const auto first_problem = [](const std::string& text) {
        const auto read = parse_policy(text, Language::english);
        return read.problems.empty() ? std::string{} : read.problems.front().what;
    };
    const auto many = [](std::size_t count) {
        std::string out;
        for (std::size_t i = 0; i < count; ++i)
            out += "deny everybody m\n";
        return out;
    };
    BOOST_TEST(first_problem(many(kMaxRules)).empty());
    BOOST_TEST(first_problem(many(kMaxRules + 1)) == "there are too many rules");
    BOOST_TEST(first_problem("deny everybody m #" + std::string(kMaxPolicyLine - 18, 'x')).empty());
    BOOST_TEST(first_problem("deny everybody m #" + std::string(kMaxPolicyLine, 'x')) ==
               "this line is too long");
    BOOST_TEST(first_problem(std::string(kMaxPolicyText + 1, '\n')) == "the policy is too long");
    const std::string seventeen = "a1,a2,a3,a4,a5,a6,a7,a8,a9,b1,b2,b3,b4,b5,b6,b7,b8";
    BOOST_TEST(!first_problem("deny everybody m " + seventeen).empty());
    BOOST_TEST(
        parse_policy(many(5) + std::string(100, '!') + "\n" + std::string(100, '\n'), Language::english)
            .problems.size() == 1U);
    std::string wrong;
    for (int i = 0; i < 100; ++i)
        wrong += "?\n";
    BOOST_TEST(parse_policy(wrong, Language::english).problems.size() == 20U);
}

BOOST_AUTO_TEST_SUITE_END()
