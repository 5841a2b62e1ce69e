// What cannot begin says why and what to do: links, servers, packages, displays and disks that are not as
// they should be.
#include "tests/support/session.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

Finished join(const Person& client, const std::string& link)
{
    return run(client.program("cordee-agent", {"join", link, "--accept", "view,control"}));
}

Finished end_of(Process& process)
{
    const int status = process.wait();
    return {status, process.out(), process.err()};
}

void check_explained(const Finished& finished, const std::string& word)
{
    BOOST_TEST(is_explained(finished), finished);
    BOOST_TEST(finished.err.find(word) != std::string::npos, "no \"" << word << "\" in: " << finished);
}

} // namespace

BOOST_AUTO_TEST_CASE(a_link_that_is_none_is_refused_without_repeating_it)
{
    const Person client;
    const auto seen = join(client, "https://127.0.0.1:8443/j/short#1.c2VjcmV0");
    BOOST_TEST(is_explained(seen), seen);
    BOOST_TEST(seen.err.find("c2VjcmV0") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(links_that_are_unknown_or_used_up_are_told_apart)
{
    Installation installation;
    People people{installation};
    auto unknown = Installation::invite(people.operator_side);
    const auto id = unknown.find("/j/") + 3;
    unknown.replace(id, 21, std::string(21, 'A'));
    check_explained(join(people.client, unknown), "link");

    Session session{people};
    session.require_picture();
    check_explained(join(people.client, session.link()), "already");
}

BOOST_AUTO_TEST_CASE(a_link_with_another_secret_joins_nobody)
{
    Installation installation;
    People people{installation};
    const auto link = Installation::invite(people.operator_side);
    auto other = link;
    const auto secret = other.find("#1.") + 3;
    other[secret] = other[secret] == 'A' ? 'B' : 'A';
    Process control{people.operator_side.program("cordee", {"control", link})};
    check_explained(join(people.client, other), "link");
    check_explained(end_of(control), "");
}

BOOST_AUTO_TEST_CASE(an_expired_link_says_so)
{
    Installation installation;
    People people{installation};
    const auto link = Installation::invite(people.operator_side, {"--minutes", "1"});
    installation.restart_broker({"faketime", "-f", "+2h"});
    check_explained(join(people.client, link), "expired");
}

BOOST_AUTO_TEST_CASE(a_broker_that_is_not_there_is_named)
{
    Installation installation;
    People people{installation};
    const auto link = Installation::invite(people.operator_side);
    BOOST_TEST(installation.broker().stop() == 0);
    check_explained(join(people.client, link), "127.0.0.1");
    check_explained(people.operator_side.cordee({"invite"}), "127.0.0.1");
}

BOOST_AUTO_TEST_CASE(a_relay_that_is_not_there_is_named)
{
    Installation installation;
    People people{installation};
    BOOST_TEST(installation.relay().stop() == 0);
    Session session{people};
    check_explained(end_of(session.agent()), "relay");
    check_explained(end_of(session.control()), "relay");
}

BOOST_AUTO_TEST_CASE(a_package_that_was_tampered_with_is_not_loaded)
{
    const cordee::TemporaryFolder folder;
    fs::copy(CORDEE_BINARY_DIR "/packages", folder.path());
    for (const auto& entry : fs::directory_iterator{folder.path()}) {
        auto bytes = read_text(entry.path());
        bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        write_text(entry.path(), bytes);
    }
    Installation installation{{.broker = {"modules.folder=" + folder.path().string()}}};
    People people{installation};
    Session session{people};
    check_explained(end_of(session.agent()), "remote-control");
    check_explained(end_of(session.control()), "remote-control");
    BOOST_TEST(programs_left().size() == 2U); // broker and relay
}

BOOST_AUTO_TEST_CASE(a_client_without_a_display_is_told)
{
    Installation installation;
    People people{installation};
    const Person blind;
    const auto link = Installation::invite(people.operator_side);
    Process control{people.operator_side.program("cordee", {"control", link})};
    check_explained(join(blind, link), "DISPLAY");
    check_explained(end_of(control), "");
}

BOOST_AUTO_TEST_CASE(a_full_disk_under_the_cache_leaves_nothing_half_written)
{
    Installation installation;
    People people{installation};
    const auto link = Installation::invite(people.operator_side);
    Process control{people.operator_side.program("cordee", {"control", link})};
    auto launch = people.client.program("cordee-agent", {"join", link, "--accept", "view,control"});
    launch.largest_file = 8192;
    check_explained(run(launch), "cache");
    for (const auto& entry : fs::recursive_directory_iterator{people.client.cache()})
        BOOST_TEST(entry.path().extension() != ".so", "left behind: " << entry.path());
    check_explained(end_of(control), "");
}
