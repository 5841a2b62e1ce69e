// Two people write to each other in the terminals of the real programs.
#include "tests/support/installation.hpp"
#include "tests/support/processes.hpp"
#include "tests/support/text_file.hpp"
#include "tests/support/typist.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

const std::string kRules =
    R"({"rules":[{"operator":"*","module":"chat","permissions":["chat"],"effect":"allow"}]})";

struct Talk {
    Talk() : Talk{""} {}
    /// `early`: what the operator types before there is anybody to read it.
    explicit Talk(const std::string& early)
    {
        installation.set_up(ada);
        const auto file = ada.home() / "policy.json";
        write_text(file, kRules);
        const auto set = ada.cordee({"policy", "set", file});
        BOOST_TEST_REQUIRE(set.status == 0, set);
        const auto link = Installation::invite(ada, {"--module", "chat"});
        control = std::make_unique<Process>(ada_types.listening(
            ada.program("cordee", {"control", link, "--set", "modules.chat.answers=hello = Good morning!"})));
        if (!early.empty())
            ada_types.type(early);
        agent = std::make_unique<Process>(client_types.listening(client.program(
            "cordee-agent", {"join", link, "--name", "reception", "--accept", "permission:chat"})));
        control->line_with("[chat] what you type goes to reception");
        agent->line_with("[chat] what you type goes to Ada Operator");
        for (auto* program : {control.get(), agent.get()})
            program->line_with("chat runs with");
    }
    [[nodiscard]] std::string everything() const { return control->everything() + agent->everything(); }

    Installation installation;
    Person ada;
    Person client;
    Typist ada_types;
    Typist client_types;
    std::unique_ptr<Process> control;
    std::unique_ptr<Process> agent;
};

struct HastyTalk : Talk {
    HastyTalk() : Talk{"good evening"} {}
};

} // namespace

BOOST_FIXTURE_TEST_CASE(people_write_to_each_other_and_see_what_was_read, Talk)
{
    ada_types.type("what do you see?");
    agent->line_with("[chat] Ada Operator: what do you see?");
    client_types.type("a blue window");
    control->line_with("[chat] reception: a blue window");
    ada_types.type("/history");
    control->line_with("you: what do you see? (seen)");
    ada_types.type("/answer hello");
    agent->line_with("[chat] Ada Operator: Good morning!");
    ada_types.type("//stop");
    agent->line_with("[chat] Ada Operator: /stop");
    ada_types.type("/note asks for a blue window");
    control->line_with("noted, for you alone");
    ada_types.type("/notes");
    control->line_with("reception: asks for a blue window");
    client_types.type("/notes"); // is the operator's
    agent->line_with("the chat knows /history and /answer");
    client_types.type("/stop");
    BOOST_TEST(agent->wait() == 0, everything());
    BOOST_TEST(control->wait() == 0, everything());
    BOOST_TEST(agent->everything().find("asks for a blue window") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(what_is_typed_before_the_module_runs_waits_for_it, HastyTalk)
{
    agent->line_with("[chat] Ada Operator: good evening");
    ada_types.type("how are you?");
    agent->line_with("[chat] Ada Operator: how are you?");
    BOOST_TEST(control->everything().find("there is no command") == std::string::npos, everything());
    ada_types.type("/stop");
    BOOST_TEST(control->wait() == 0, everything());
    BOOST_TEST(agent->wait() == 0, everything());
}

BOOST_FIXTURE_TEST_CASE(a_half_that_is_killed_comes_back_and_knows_what_was_said, Talk)
{
    ada_types.type("one");
    agent->line_with("[chat] Ada Operator: one");
    const auto host = descendants(agent->pid(), "cordee-plugin");
    BOOST_TEST_REQUIRE(host.size() == 1u);
    ::kill(host.front(), SIGKILL);
    ada_types.type("two");
    agent->line_with("[chat] Ada Operator: two");
    client_types.type("/history");
    agent->line_with("Ada Operator: one");
    client_types.type("three");
    control->line_with("[chat] reception: three");
    const auto text = agent->everything();
    const auto first = text.find("[chat] Ada Operator: one");
    BOOST_TEST(text.find("[chat] Ada Operator: one", first + 1) == std::string::npos, text); // shown once
    BOOST_TEST(control->stop() == 0, everything());
    BOOST_TEST(agent->wait() == 0, everything());
}
