// An operator brings a colleague into a session: the client is asked, each pair has a session of its own, and
// one at a time has keyboard and pointer.
#include "core/base/json.hpp"
#include "tests/support/text_file.hpp"
#include "tests/support/traffic.hpp"
#include "tests/support/typist.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::test;

namespace {

const std::string kQuiet = "settle 0\nseconds 600\ndrain 1\n";

Installation::Plan plan()
{
    Installation::Plan out;
    out.modules = TrafficSession::packages();
    return out;
}

struct Three {
    Three()
    {
        installation.set_up(ada);
        TrafficSession::allow(ada);
        const auto& link = installation.setup_link();
        const auto pin = link.substr(link.rfind('.') + 1);
        const auto added = ada.cordee(
            {"operator", "add", "bob@example.org", "--name", "Bob Colleague", "--password-file", "-"},
            Installation::password() + "\n");
        BOOST_TEST_REQUIRE(added.status == 0, added.out << added.err);
        const auto in = bob.cordee(
            {"login", installation.url(), "--email", "bob@example.org", "--password-file", "-", "--pin", pin},
            Installation::password() + "\n");
        BOOST_TEST_REQUIRE(in.status == 0, in.out << in.err);
        write_text(ada.home() / "traffic" / "order", kQuiet);
        write_text(bob.home() / "traffic" / "order", kQuiet + "input controlling\n");
    }

    /// Until Bob knows whom he is introduced to.
    void start(const std::string& accept)
    {
        const auto link = Installation::invite(ada, {"--module", "traffic"});
        control = std::make_unique<Process>(ada_types.listening(ada.program("cordee", {"control", link})));
        agent = std::make_unique<Process>(
            client.program("cordee-agent", {"join", link, "--accept", accept, "--name", "reception"}));
        control->line_with("traffic runs with");
        ada_types.type("help");
        control->line_with("invite EMAIL");
        ada_types.type("invite bob@example.org");
        const auto line = control->line_with("cordee colleague 'https");
        const auto from = line.find('\'') + 1;
        colleague = std::make_unique<Process>(bob_types.listening(
            bob.program("cordee", {"colleague", line.substr(from, line.find('\'', from) - from)})));
        colleague->line_with("is asked whether you may come in");
    }

    /// By the last report of somebody's plugin; at the client's side Ada's half never has any.
    static std::int64_t inputs(const Person& person, const char* which)
    {
        const auto text = read_text(person.home() / "traffic" / "report.json");
        const auto report = cordee::json::parse(text.substr(0, text.find('\n')));
        const auto input = report ? cordee::json::get_object(**report, "input") : cordee::json::Object::Ptr{};
        return input.isNull() ? 0 : cordee::json::get_integer(*input, which).value_or(0);
    }

    [[nodiscard]] std::string everything() const
    {
        return control->everything() + agent->everything() + colleague->everything();
    }

    Installation installation{plan()};
    Person ada;
    Person bob;
    Person client;
    Typist ada_types;
    Typist bob_types;
    std::unique_ptr<Process> control;
    std::unique_ptr<Process> agent;
    std::unique_ptr<Process> colleague;
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_colleague_comes_in_and_has_the_input_when_it_was_given, Three)
{
    start("view,colleague");
    agent->line_with("Ada Operator invites Bob Colleague of Example Ltd as operator");
    agent->line_with("in this session: Ada Operator (keyboard and pointer), Bob Colleague");
    colleague->line_with("somebody else has keyboard and pointer");
    colleague->line_with("traffic runs with");

    const auto sent = inputs(bob, "sent");
    BOOST_TEST(eventually([&] { return inputs(bob, "sent") > sent + 10; }), everything());
    BOOST_TEST(inputs(client, "received") == 0);
    bob_types.type("take");
    agent->line_with("Bob Colleague asks for keyboard and pointer, which Ada Operator has");
    ada_types.type("give");
    agent->line_with("in this session: Ada Operator, Bob Colleague (keyboard and pointer)");
    colleague->line_with("you have keyboard and pointer now");

    // Of what Bob's side sent all the while, that alone arrived which it sent with the input.
    BOOST_TEST(eventually([&] { return inputs(client, "received") > 0; }), everything());
    BOOST_TEST(inputs(client, "received") < inputs(bob, "sent"), everything());

    BOOST_TEST(control->stop() == 0, everything()); // the one who invited leaves, the colleague stays
    agent->line_with("in this session: Bob Colleague (keyboard and pointer)");
    BOOST_TEST(colleague->running());
    BOOST_TEST(colleague->stop() == 0, everything());
    BOOST_TEST(agent->wait() == 0, everything());
}

// SEC-31
BOOST_FIXTURE_TEST_CASE(a_colleague_whom_the_client_does_not_want_stays_outside, Three)
{
    start("view");
    agent->line_with("--accept does not allow a colleague");
    agent->line_with("Bob Colleague does not come in");
    BOOST_TEST(control->running());
    BOOST_TEST(control->stop() == 0, everything());
    BOOST_TEST(agent->wait() == 0, everything());
    BOOST_TEST(colleague->err().find("traffic runs") == std::string::npos, colleague->err());
}
