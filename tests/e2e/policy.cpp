// A module that the policy denies is refused at the broker, however it is asked for.
#include "tests/support/session.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::test;

namespace {

void set_policy(const People& people, const std::string& rules)
{
    const auto file = people.operator_side.home() / "policy.json";
    write_text(file, "{\"rules\":[" + rules + "]}");
    const auto done = people.operator_side.cordee({"policy", "set", file});
    BOOST_TEST_REQUIRE(done.status == 0, done.out << done.err);
}

void check_refused(const Session& session, const People& people)
{
    for (auto* process : {&session.agent(), &session.control()}) {
        const Finished seen{process->wait(), process->out(), process->err()};
        BOOST_TEST(is_explained(seen), process->name() << " " << seen);
    }
    BOOST_TEST(!people.controlling.look().newest_window());
}

const std::string kAllow =
    R"({"operator":"*","module":"remote-control","permissions":["view","input"],"effect":"allow"})";
const std::string kDeny =
    R"({"operator":"ada@example.org","module":"remote-control","permissions":["view","input"],"effect":"deny"})";
const std::string kDenyInput =
    R"({"operator":"*","module":"remote-control","permissions":["input"],"effect":"deny"})";

} // namespace

BOOST_AUTO_TEST_CASE(a_denied_module_gets_no_invitation)
{
    Installation installation;
    People people{installation};
    set_policy(people, kAllow + "," + kDeny); // deny wins, whatever the order
    const auto refused = people.operator_side.cordee({"invite"});
    BOOST_TEST(is_explained(refused), refused.out << refused.err);
    BOOST_TEST(refused.err.find("remote-control") != std::string::npos, refused.err);
    set_policy(people, kAllow);
    BOOST_TEST(Installation::invite(people.operator_side).starts_with("https://"));
}

BOOST_AUTO_TEST_CASE(a_denied_permission_leaves_the_other)
{
    Installation installation;
    People people{installation};
    set_policy(people, kAllow + "," + kDenyInput);
    BOOST_TEST(is_explained(people.operator_side.cordee({"invite"})));
    BOOST_TEST(Installation::invite(people.operator_side, {"--view"}).starts_with("https://"));
}

BOOST_AUTO_TEST_CASE(a_policy_made_after_the_invitation_holds_at_the_meeting)
{
    Installation installation;
    People people{installation};
    const auto link = Installation::invite(people.operator_side);
    set_policy(people, kDeny);
    const Session session{people, link};
    check_refused(session, people);
}

BOOST_AUTO_TEST_CASE(a_client_who_accepts_only_the_view_is_seen_and_not_controlled)
{
    Installation installation;
    People people{installation};
    people.controlled.start_terminal();
    const Session session{people, {}, "view"};
    session.require_picture();
    const auto before = people.controlled.still();
    session.type("nobody types this");
    BOOST_TEST(differences(before, people.controlled.still(1s)) == 0U);
    BOOST_TEST(session.shows_the_same());
}
