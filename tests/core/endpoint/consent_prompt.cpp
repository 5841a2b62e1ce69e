#include "core/endpoint/consent_prompt.hpp"

#include "core/base/options.hpp"
#include "core/endpoint/run.hpp"
#include "tests/core/endpoint/fake_terminal.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;
using Permissions = std::vector<std::string>;

namespace {

struct ConsentPromptFixture {
    FakeTerminal terminal;
    session::ConsentRequest request{"Olga", "Helpers", "remote-control", {"view", "input"}};

    Permissions ask(std::optional<Permissions> accept = {})
    {
        boost::asio::io_context context;
        ConsentPrompt prompt{terminal, std::move(accept)};
        auto out = run(context, prompt.ask(request));
        BOOST_TEST(prompt.declined() == out.empty());
        return out;
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(consent_prompt, ConsentPromptFixture)

BOOST_AUTO_TEST_CASE(the_question_names_operator_organisation_and_what_is_asked)
{
    terminal.answers = {"y"};
    BOOST_TEST((ask() == Permissions{"view", "input"}));
    BOOST_TEST(terminal.said.at(0) ==
               "Olga, Helpers, asks to see this desktop and to control it with keyboard and pointer");
    BOOST_TEST(terminal.asked.at(0) == "Allow it? [y]es, [v]iew only, [n]o: ");
}

BOOST_AUTO_TEST_CASE(only_a_clear_yes_is_a_yes)
{
    terminal.answers = {"", "perhaps", "no"};
    BOOST_TEST(ask().empty());
    BOOST_TEST(terminal.asked.size() == 3u);
    terminal.answers = {"what?"}; // and then the terminal is gone
    BOOST_TEST(ask().empty());
    terminal.answers = {"oui"};
    BOOST_TEST((ask() == Permissions{"view", "input"}));
}

BOOST_AUTO_TEST_CASE(a_person_may_allow_less)
{
    terminal.answers = {"v"};
    BOOST_TEST((ask() == Permissions{"view"}));
    request.permissions = {"view"};
    terminal.answers = {"v", "n"};
    BOOST_TEST(ask().empty());
    BOOST_TEST(terminal.asked.back() == "Allow it? [y]es, [n]o: ");
}

BOOST_AUTO_TEST_CASE(an_answer_given_beforehand_asks_nobody)
{
    BOOST_TEST((ask(Permissions{"view", "input"}) == request.permissions));
    BOOST_TEST((ask(Permissions{"view"}) == Permissions{"view"}));
    request.permissions = {"view"};
    BOOST_TEST((ask(Permissions{"view", "input"}) == Permissions{"view"}));
    request.permissions = {"files.read"};
    BOOST_TEST(ask(Permissions{"view", "input"}).empty());
    BOOST_TEST(terminal.asked.empty());
}

BOOST_AUTO_TEST_CASE(other_modules_are_asked_for_by_their_names)
{
    request.module = "files";
    request.permissions = {"files.read", "files.write"};
    terminal.answers = {"y"};
    ask();
    BOOST_TEST(terminal.said.at(0) ==
               "Olga, Helpers, asks to use files with the permissions files.read, files.write");
    request.permissions = {"view"}; // another view than that of the desktop
    terminal.answers = {"y"};
    ask();
    BOOST_TEST(terminal.said.back() == "Olga, Helpers, asks to use files with the permissions view");
}

BOOST_AUTO_TEST_CASE(accept_takes_words_and_permissions_by_name)
{
    BOOST_TEST((parse_accept("view") == Permissions{"view"}));
    BOOST_TEST((parse_accept("control") == Permissions{"view", "input"}));
    BOOST_TEST((parse_accept("view,control") == Permissions{"view", "input"}));
    BOOST_TEST((parse_accept("send,fetch,chat,send") == Permissions{"send", "fetch", "chat"}));
    BOOST_TEST((parse_accept("view,permission:info") == Permissions{"view", "info"}));
    for (const char* wrong :
         {"", "all", "view,", ",view", "view control", "input", "permission:", "permission:A b"})
        BOOST_CHECK_THROW(parse_accept(wrong), UsageError);
}

BOOST_AUTO_TEST_CASE(without_a_person_or_an_answer_nothing_begins)
{
    BOOST_CHECK_THROW((ConsentPrompt{terminal, {}}.check_can_answer()), UserError);
    ConsentPrompt{terminal, Permissions{"view"}}.check_can_answer();
    terminal.answers = {"y"};
    ConsentPrompt{terminal, {}}.check_can_answer();
}

BOOST_AUTO_TEST_SUITE_END()
