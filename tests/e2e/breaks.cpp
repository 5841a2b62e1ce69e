// What breaks in the middle of a session: the relay, the path, a plugin host. Nothing is left over, nothing
// leaks.
#include "tests/support/session.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace cordee::test;

namespace {

void check_both_ended(Session& session)
{
    for (auto* process : {&session.agent(), &session.control()}) {
        const int status = process->wait();
        const Finished seen{status, process->out(), process->err()};
        BOOST_TEST(is_explained(seen), process->name() << " " << status << "\n" << process->everything());
    }
    BOOST_TEST(eventually([] { return descendants(getpid(), "cordee-plugin").empty(); }));
}

/// Time until the operator sees a change that was made after the kill.
milliseconds kill_plugin_host(People& people, const Session& session, const Process& side,
                              const std::string& colour)
{
    const auto hosts = descendants(side.pid(), "cordee-plugin");
    BOOST_TEST_REQUIRE(hosts.size() == 1U);
    const auto began = std::chrono::steady_clock::now();
    ::kill(hosts.front(), SIGKILL);
    people.controlled.start({"xsetroot", "-solid", colour}).wait();
    session.require_picture();
    const auto took = std::chrono::steady_clock::now() - began;
    const auto again = descendants(side.pid(), "cordee-plugin");
    BOOST_TEST_REQUIRE(again.size() == 1U);
    BOOST_TEST(again.front() != hosts.front());
    return std::chrono::duration_cast<milliseconds>(took);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_relay_that_is_gone_for_good_ends_a_session_with_a_message)
{
    Installation installation;
    People people{installation};
    Session session{people};
    session.require_picture();
    installation.relay().kill();
    check_both_ended(session);
}

BOOST_AUTO_TEST_CASE(a_bit_that_a_relay_turns_costs_a_path_and_delivers_nothing_wrong)
{
    Installation installation{{.record_relay = true}};
    People people{installation};
    people.controlled.start_terminal();
    Session session{people};
    session.require_picture();
    installation.proxy().spoil();
    session.type("x");
    BOOST_TEST(
        eventually([&] { return session.agent().everything().find("interrupted") != std::string::npos; }));
    session.type("echo still here\n");
    session.require_picture();
    BOOST_TEST(session.agent().running());
    BOOST_TEST(session.control().running());
}

BOOST_AUTO_TEST_CASE(strangers_at_the_relay_disturb_nobody)
{
    Installation installation{{.record_relay = true}};
    People people{installation};
    Session session{people};
    session.require_picture();
    const auto port = std::to_string(installation.relay_port());
    // Garbage, an oversized length, half an entry, and connections that say nothing.
    for (const std::string bytes :
         {"head -c 100000 /dev/urandom", "printf '\\377\\377'; cat /dev/zero | head -c 70000",
          "printf '\\000\\020v4.pub'", "true"})
        run({"stranger",
             {"bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/" + port + "; { " + bytes + "; } >&3"},
             {},
             {},
             {}});
    BOOST_TEST(installation.relay().running());
    people.controlled.start({"xsetroot", "-solid", "#603020"}).wait();
    session.require_picture();
}

BOOST_AUTO_TEST_CASE(a_killed_plugin_host_is_back_within_a_second_and_the_session_stays)
{
    Installation installation;
    People people{installation};
    people.controlled.start_terminal();
    Session session{people};
    session.require_picture();
    for (auto* side : {&session.agent(), &session.control()}) {
        auto took =
            kill_plugin_host(people, session, *side, side == &session.agent() ? "#306020" : "#602030");
        if (took >= 1s) // a busy machine gets one more try
            took = kill_plugin_host(people, session, *side, side == &session.agent() ? "#302060" : "#206030");
        BOOST_TEST(took.count() < 1000, side->name() << "'s plugin was back after " << took.count() << " ms");
        BOOST_TEST(side->running());
    }
    session.type("true");
    session.require_picture();
}

BOOST_AUTO_TEST_CASE(a_killed_agent_takes_its_plugin_host_along)
{
    Installation installation;
    People people{installation};
    Session session{people};
    session.require_picture();
    const auto hosts = descendants(session.agent().pid(), "cordee-plugin");
    BOOST_TEST_REQUIRE(hosts.size() == 1U);
    ::kill(session.agent().pid(), SIGKILL); // not its group: nobody tells the plugin host
    BOOST_TEST(eventually([&] {
        const auto left = descendants(getpid(), "cordee-plugin");
        return std::find(left.begin(), left.end(), hosts.front()) == left.end();
    }));
    const int status = session.control().wait();
    BOOST_TEST(is_explained({status, session.control().out(), session.control().err()}),
               session.control().everything());
}

BOOST_AUTO_TEST_CASE(no_log_holds_a_secret)
{
    Installation installation{
        {.record_relay = false, .broker = {"log.level=debug"}, .relay = {"log.level=debug"}}};
    People people{installation};
    people.controlled.start_terminal();
    Session session{people};
    session.require_picture();
    session.type("Typed_Secret_42");
    session.require_picture();
    session.control().stop();
    session.agent().wait();

    const auto fragment = session.link().substr(session.link().find("#1.") + 3);
    const auto secret = fragment.substr(0, fragment.find('.'));
    const auto token = installation.setup_link().substr(installation.setup_link().find('#') + 1, 20);
    for (auto* process :
         {&installation.broker(), &installation.relay(), &session.agent(), &session.control()}) {
        const auto text = process->everything();
        for (const std::string& word : {secret, Installation::password(), std::string{"Typed_Secret_42"},
                                        std::string{"v4.public."}, std::string{"Bearer"}})
            BOOST_TEST(text.find(word) == std::string::npos, process->name() << " logged " << word);
        // The broker prints the setup link for the administrator, and nowhere else.
        if (process != &installation.broker())
            BOOST_TEST(text.find(token) == std::string::npos);
    }
}
