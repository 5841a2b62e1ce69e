// An operator types into a real program on a client's desktop, through a relay that learns nothing.
#include "tests/support/leaks.hpp"
#include "tests/support/session.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>

using namespace cordee::test;

namespace {

void check_that_nothing_leaked(const RecordingProxy& relay, const std::vector<std::string>& typed,
                               const std::vector<Picture>& drawn)
{
    const auto captured = relay.captured();
    BOOST_TEST_REQUIRE(captured.size() >= 4U); // of two sides, and of their spare paths, two directions each
    BOOST_TEST(relay.bytes() > 10'000U);
    for (const auto& bytes : captured) {
        for (const auto& text : typed)
            BOOST_TEST(!find_text(bytes, text), "the relay saw the text " << text);
        BOOST_TEST(!find_pixels(bytes, drawn), "the relay saw pixels");
    }
}

/// The real plugin does its work in what is left to it.
void check_that_plugins_are_confined(const Session& session)
{
    for (const auto* program : {&session.agent(), &session.control()}) {
        const auto hosts = descendants(program->pid(), "cordee-plugin");
        BOOST_TEST_REQUIRE(hosts.size() == 1U);
        const auto status = read_text("/proc/" + std::to_string(hosts.front()) + "/status");
        BOOST_TEST(status.find("\nSeccomp:\t2\n") != std::string::npos, status);
        BOOST_TEST(status.find("\nNoNewPrivs:\t1\n") != std::string::npos, status);
        BOOST_TEST(status.find("\nCapEff:\t0000000000000000\n") != std::string::npos, status);
    }
}

/// The operator's window with its frame, while a few more programs run on the controlled desktop.
void take_screenshot(People& people, const Session& session, const std::string& file)
{
    people.controlled.start({"xclock", "-geometry", "160x160-30+40"});
    people.controlled.start({"xeyes", "-geometry", "160x110-30-60"});
    people.controlled.start({"xcalc", "-geometry", "+345+190"});
    BOOST_TEST(eventually([&] { return people.controlled.look().newest_window().has_value(); }));
    (void)people.controlled.still(1s);
    session.require_picture();
    const auto window = session.window();
    people.controlling.save_png(file, {window.x - 20, window.y - 40, window.width + 40, window.height + 60});
}

} // namespace

BOOST_AUTO_TEST_CASE(an_operator_types_into_a_real_program_and_the_relay_learns_nothing)
{
    Installation installation{{.record_relay = true}};
    People people{installation};
    people.controlled.start_terminal();
    const auto before = people.controlled.still();

    Session session{people};
    session.require_picture();

    const cordee::TemporaryFolder folder;
    const auto file = folder.path() / "made";
    session.type("echo 'Typed_From_Afar {42}' \"$((6*7))\" > " + file.string() + "\n");
    BOOST_TEST(eventually([&] { return read_text(file) == "Typed_From_Afar {42} 42\n"; }));

    check_that_plugins_are_confined(session);
    const auto after = people.controlled.still();
    BOOST_TEST(differences(before, after) > 100U);
    BOOST_TEST(session.shows_the_same());
    if (const char* screenshot = std::getenv("CORDEE_SCREENSHOT"))
        take_screenshot(people, session, screenshot);

    BOOST_TEST(session.control().stop() == 0);
    const int agent_status = session.agent().wait();
    BOOST_TEST(agent_status == 0, session.agent().everything());
    BOOST_TEST(installation.relay().stop() == 0);
    BOOST_TEST(installation.broker().stop() == 0);
    BOOST_TEST(programs_left() == std::vector<std::string>{}, boost::test_tools::per_element());
    check_that_nothing_leaked(installation.proxy(), {"Typed_From_Afar", "echo 'Typed"}, {before, after});
}

BOOST_AUTO_TEST_CASE(a_viewing_operator_sees_and_cannot_type)
{
    Installation installation;
    People people{installation};
    people.controlled.start_terminal();
    Session session{people, Installation::invite(people.operator_side, {"--view"})};
    session.require_picture();

    const auto before = people.controlled.still();
    session.type("echo nobody types this");
    BOOST_TEST(differences(before, people.controlled.still(1s)) == 0U);
    // What the client does is still seen.
    people.controlled.xdotool({"mousemove", "200", "200", "click", "1", "type", "echo the client types"});
    BOOST_TEST(differences(before, people.controlled.still()) > 100U);
    BOOST_TEST(session.shows_the_same());
}
