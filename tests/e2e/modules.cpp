// Several modules in one session: each is fetched when it is needed, costs only itself, and is worked with in
// a terminal.
#include "core/base/json.hpp"
#include "tests/support/installation.hpp"
#include "tests/support/text_file.hpp"
#include "tests/support/typist.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

Installation::Plan plan()
{
    Installation::Plan out;
    out.modules = CORDEE_BINARY_DIR "/tests/packages";
    return out;
}

const std::string kRules =
    R"({"rules":[{"operator":"*","module":"chores","permissions":["talk","work"],"effect":"allow"},)"
    R"({"operator":"*","module":"errands","permissions":["talk","work"],"effect":"allow"}]})";
const std::string kAccept = "permission:talk,permission:work";

/// An operator and a client, each of whom types at their program.
struct Two {
    Two()
    {
        installation.set_up(ada);
        const auto file = ada.home() / "policy.json";
        write_text(file, kRules);
        const auto set = ada.cordee({"policy", "set", file});
        BOOST_TEST_REQUIRE(set.status == 0, set);
    }

    void start(const std::string& modules, const std::vector<std::string>& at_client = {"--accept", kAccept},
               const std::vector<std::string>& at_operator = {})
    {
        link = Installation::invite(ada, {"--module", modules});
        std::vector<std::string> control_words{"control", link};
        control_words.insert(control_words.end(), at_operator.begin(), at_operator.end());
        std::vector<std::string> join_words{"join", link, "--name", "reception"};
        join_words.insert(join_words.end(), at_client.begin(), at_client.end());
        control = std::make_unique<Process>(ada_types.listening(ada.program("cordee", control_words)));
        agent = std::make_unique<Process>(client_types.listening(client.program("cordee-agent", join_words)));
    }
    /// Whether a module is unpacked somewhere in a person's cache.
    static bool has_package(const Person& person, const std::string& id)
    {
        std::error_code none;
        for (const auto& entry : fs::recursive_directory_iterator{person.cache(), none})
            if (entry.path().filename() == "manifest.json" &&
                read_text(entry.path()).find('"' + id + '"') != std::string::npos)
                return true;
        return false;
    }
    [[nodiscard]] std::string everything() const { return control->everything() + agent->everything(); }

    Installation installation{plan()};
    Person ada;
    Person client;
    Typist ada_types;
    Typist client_types;
    std::string link;
    std::unique_ptr<Process> control;
    std::unique_ptr<Process> agent;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(two_modules_run_side_by_side_and_are_ended_and_started_by_what_people_type, Two)
{
    const auto invited = Installation::invite(ada, {"--module", "chores", "--module", "errands"});
    BOOST_TEST(!has_package(ada, "chores")); // nothing is fetched before the session
    start("chores,errands");
    for (auto* program : {control.get(), agent.get()})
        for (const auto* id : {"chores", "errands"})
            program->line_with(std::string{id} + " runs with");
    for (const auto* person : {&ada, &client})
        for (const auto* id : {"chores", "errands"})
            BOOST_TEST(has_package(*person, id));

    // Free text goes to the module that was started last, a command has a slash.
    ada_types.type("good morning");
    agent->line_with("[errands] there: good morning");
    ada_types.type("/modules");
    control->line_with("chores  runs  talk, work");
    client_types.type("/stop errands");
    agent->line_with("errands has ended");
    control->line_with("reception ended errands");
    ada_types.type("good evening");
    agent->line_with("[chores] there: good evening");
    ada_types.type("/modules");
    control->line_with("errands  does not run  talk, work");

    ada_types.type("/start errands");
    BOOST_TEST(eventually([&] {
                   const auto text = control->everything();
                   const auto first = text.find("errands runs with");
                   return text.find("errands runs with", first + 1) != std::string::npos;
               }),
               everything());
    ada_types.type("/nonsense"); // no command of the program, so perhaps one of the module
    agent->line_with("[errands] there: /nonsense");
    ada_types.type("/help");
    control->line_with("start MODULE");
    control->line_with("put a / before a command; other lines go to errands");

    // It was made for both, so it ends with the last.
    ada_types.type("/stop errands");
    control->line_with("errands has ended");
    BOOST_TEST(control->running());
    ada_types.type("/stop chores");
    BOOST_TEST(control->wait() == 0, everything());
    BOOST_TEST(agent->wait() == 0, everything());
}

BOOST_FIXTURE_TEST_CASE(a_module_that_cannot_run_is_named_and_the_others_go_on, Two)
{
    start("errands,chores", {"--accept", kAccept, "--set", "modules.errands.broken=true"});
    control->line_with("errands: errands cannot run at the other side");
    agent->line_with("errands does not run here: it is broken, as its settings say");
    control->line_with("chores runs with reception");
    client_types.type("/stop");
    BOOST_TEST(agent->wait() == 0, everything());
    BOOST_TEST(control->wait() == 0, everything());
}

BOOST_FIXTURE_TEST_CASE(a_setting_that_a_module_does_not_know_is_named_with_its_file, Two)
{
    const auto file = client.home() / "agent.toml";
    write_text(file, "[modules.chores]\ngreeting = \"hello\"\ncolour = \"red\"\n");
    start("chores", {"--accept", kAccept, "--config", file});
    agent->line_with("agent.toml:3: the module chores has no setting 'colour'");
    agent->line_with("it has: broken, greeting");
    BOOST_TEST(agent->wait() == 1, everything());
    BOOST_TEST(control->wait() == 1, everything());
}

BOOST_FIXTURE_TEST_CASE(a_module_that_is_not_in_the_grant_is_refused_with_words, Two)
{
    start("chores");
    control->line_with("chores runs with");
    ada_types.type("/start errands");
    control->line_with("errands is not permitted in this session, which has: chores");
    control->line_with("invite again with --module errands");
    ada_types.type("/start chores");
    control->line_with("chores runs already");
    BOOST_TEST(!has_package(ada, "errands"));
    BOOST_TEST(control->stop() == 0, everything());
    BOOST_TEST(agent->wait() == 0, everything());
}

BOOST_FIXTURE_TEST_CASE(a_module_has_its_settings_asks_the_person_keeps_things_and_is_on_record, Two)
{
    start("chores", {"--accept", kAccept, "--set", "modules.chores.greeting=bonjour"});
    agent->line_with("[chores] bonjour");
    control->line_with("[chores] hello");
    control->line_with("chores runs with");
    ada_types.type("ask"); // the other half asks, where the owner allowed everything beforehand
    agent->line_with("chores: May the chore be done? always");
    agent->line_with("[chores] answered 2");
    ada_types.type("keep something");
    agent->line_with("[chores] kept");
    ada_types.type("record");
    agent->line_with("[chores] recorded");
    ada_types.type("/stop");
    BOOST_TEST(control->wait() == 0, everything());
    BOOST_TEST(agent->wait() == 0, everything());

    const auto state = client.home() / "state" / "cordee";
    const auto text = read_text(state / "audit.jsonl");
    const auto line = cordee::json::parse(text.substr(0, text.find('\n')));
    BOOST_TEST_REQUIRE(line.has_value(), text);
    BOOST_TEST(cordee::json::get_string(**line, "act").value_or("") == "chore-done");
    BOOST_TEST(cordee::json::get_string(**line, "module").value_or("") == "chores");
    BOOST_TEST(cordee::json::get_string(**line, "side").value_or("") == "controlled");
    BOOST_TEST(cordee::json::get_string(**line, "operator").value_or("") == "Ada Operator");
    BOOST_TEST(cordee::json::get_string(**line, "agent").value_or("") == "reception");
    BOOST_TEST(!fs::exists(ada.home() / "state" / "cordee" / "audit.jsonl"));
    BOOST_TEST(std::distance(fs::directory_iterator{state / "modules"}, {}) == 1);
}

BOOST_FIXTURE_TEST_CASE(a_client_at_a_terminal_types_the_number_of_a_choice, Two)
{
    link = Installation::invite(ada, {"--module", "chores"});
    control = std::make_unique<Process>(ada_types.listening(ada.program("cordee", {"control", link})));
    agent = std::make_unique<Process>(
        client_types.listening(in_terminal(client.program("cordee-agent", {"join", link}))));
    const auto asked = [&](const std::string& question) {
        const bool came = eventually([&] { return agent->out().find(question) != std::string::npos; });
        BOOST_TEST_REQUIRE(came, everything());
    };
    asked("Allow it? [y]es, [n]o:");
    client_types.type("y");
    agent->line_with("chores runs with");
    control->line_with("[chores] hello");
    control->line_with("chores runs with"); // and takes what is typed from now on
    ada_types.type("ask");
    asked("Type the number of your choice, 1 to 3:");
    client_types.type("2");
    agent->line_with("[chores] answered 1");
    client_types.type("/stop");
    BOOST_TEST(agent->wait() == 0, everything());
    BOOST_TEST(control->wait() == 0, everything());
}
