#include "core/endpoint/participants.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::endpoint;

namespace {

struct ParticipantsFixture {
    std::vector<std::string> said;
    std::vector<std::string> told; ///< who was told what about the input
    Participants participants{[this](const std::string& line) { said.push_back(line); }};

    int enter(const std::string& name)
    {
        return participants.enter(
            name, [this, name](bool held) { told.push_back(name + (held ? " on" : " off")); });
    }
    std::vector<std::string> take_told() { return std::exchange(told, {}); }
};

using List = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(participants, ParticipantsFixture)

BOOST_AUTO_TEST_CASE(the_first_one_has_the_input_and_nobody_else)
{
    const auto ada = enter("Ada");
    BOOST_TEST(told.empty());
    BOOST_TEST(said.empty());
    const auto bob = enter("Bob");
    BOOST_TEST(take_told() == List{"Bob off"});
    BOOST_TEST(said.back() == "in this session: Ada (keyboard and pointer), Bob");
    BOOST_TEST(participants.holds(ada));
    BOOST_TEST(!participants.holds(bob));
}

BOOST_AUTO_TEST_CASE(the_one_who_has_it_can_give_it)
{
    const auto ada = enter("Ada");
    participants.give(ada); // to nobody
    BOOST_TEST(participants.holds(ada));
    const auto bob = enter("Bob");
    take_told();
    participants.give(bob); // has nothing to give
    BOOST_TEST(take_told().empty());
    participants.give(ada);
    BOOST_TEST((take_told() == List{"Ada off", "Bob on"})); // never two at a time
    BOOST_TEST(said.back() == "in this session: Ada, Bob (keyboard and pointer)");
}

BOOST_AUTO_TEST_CASE(the_holder_keeps_it_until_giving_or_leaving_and_who_asked_comes_first)
{
    const auto ada = enter("Ada");
    const auto bob = enter("Bob");
    const auto eve = enter("Eve");
    take_told();
    participants.take(eve);
    participants.take(eve);
    BOOST_TEST(take_told().empty());
    BOOST_TEST(said.back() == "Eve asks for keyboard and pointer, which Ada has");
    participants.give(ada);
    BOOST_TEST((take_told() == List{"Ada off", "Eve on"}));
    participants.take(bob);
    participants.give(bob); // thought better of it
    participants.leave(eve);
    BOOST_TEST(take_told() == List{"Ada on"});
    participants.take(ada); // has it, and hears so
    BOOST_TEST(take_told() == List{"Ada on"});
}

BOOST_AUTO_TEST_CASE(when_the_holder_leaves_the_one_who_is_there_longest_has_it)
{
    const auto ada = enter("Ada");
    const auto bob = enter("Bob");
    const auto eve = enter("Eve");
    take_told();
    participants.leave(ada);
    BOOST_TEST(take_told() == List{"Bob on"});
    participants.leave(eve);
    BOOST_TEST(take_told().empty());
    participants.leave(bob);
    BOOST_TEST(participants.size() == 0u);
    enter("Ada");
    BOOST_TEST(told.empty()); // a first one again
}

BOOST_AUTO_TEST_SUITE_END()
