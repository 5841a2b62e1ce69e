#include "core/session/datagram_routes.hpp"

#include "tests/support/seeded_random.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

UdpAddress at(const char* ip, std::uint16_t port = 5000)
{
    return {boost::asio::ip::make_address(ip), port};
}

struct DatagramRoutesFixture {
    /// Sends the due challenges and has `there` answer them.
    void answer(const UdpAddress& there, SteadyTime::duration after = milliseconds{10})
    {
        now += seconds{11};
        for (const auto& due : routes.challenges(false, now))
            if (due.to == there)
                routes.answered(there, due.token, now + after);
    }
    SeededRandom random;
    DatagramRoutes routes{random};
    SteadyTime now{std::chrono::hours{1}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(datagram_routes, DatagramRoutesFixture)

BOOST_AUTO_TEST_CASE(an_address_is_used_after_it_answered)
{
    routes.add(at("192.0.2.1"));
    BOOST_TEST(!routes.best().has_value());
    answer(at("192.0.2.1"));
    BOOST_REQUIRE(routes.best().has_value());
    BOOST_TEST(routes.best()->to == at("192.0.2.1"));
}

// SEC-24
BOOST_AUTO_TEST_CASE(an_answer_counts_from_where_the_number_was_sent_and_once)
{
    routes.add(at("192.0.2.1"));
    routes.add(at("192.0.2.2"));
    const auto due = routes.challenges(false, now);
    BOOST_REQUIRE(due.size() == 2u);
    routes.answered(at("192.0.2.2"), due[0].token, now);
    routes.answered(at("192.0.2.9"), due[0].token, now);
    auto wrong = due[0].token;
    wrong[0] ^= 1;
    routes.answered(at("192.0.2.1"), wrong, now);
    BOOST_TEST(!routes.best().has_value());
    routes.answered(at("192.0.2.1"), due[0].token, now);
    BOOST_TEST(routes.best().has_value());
}

// SEC-24: three times what came from there, and not a byte more.
BOOST_AUTO_TEST_CASE(an_unknown_address_gets_at_most_three_times_what_it_sent)
{
    BOOST_TEST(!routes.may_send(at("198.51.100.7"), 1));
    routes.heard_from(at("198.51.100.7"), 100, false); // an old record, sent again by somebody
    BOOST_TEST(!routes.may_send(at("198.51.100.7"), 1));
    routes.heard_from(at("198.51.100.7"), 100, true);
    BOOST_TEST(routes.may_send(at("198.51.100.7"), 200));
    BOOST_TEST(!routes.may_send(at("198.51.100.7"), 101));
    BOOST_TEST(routes.may_send(at("198.51.100.7"), 100));
    BOOST_TEST(!routes.may_send(at("198.51.100.7"), 1));
    answer(at("198.51.100.7"));
    BOOST_TEST(routes.may_send(at("198.51.100.7"), 100'000));
}

BOOST_AUTO_TEST_CASE(direct_goes_before_relayed_and_quick_before_slow)
{
    routes.add(at("203.0.113.1", 443), Bytes(16, 1));
    routes.add(at("192.0.2.1"));
    routes.add(at("192.0.2.2"));
    answer(at("203.0.113.1", 443), milliseconds{1});
    BOOST_TEST(routes.best()->to == at("203.0.113.1", 443));
    BOOST_TEST(routes.best()->head.size() == 16u);
    answer(at("192.0.2.1"), milliseconds{30});
    BOOST_TEST(routes.best()->to == at("192.0.2.1"));
    answer(at("192.0.2.2"), milliseconds{5});
    BOOST_TEST(routes.best()->to == at("192.0.2.2"));
}

BOOST_AUTO_TEST_CASE(a_route_that_answers_no_more_is_left_and_a_new_beginning_tries_it_again)
{
    routes.add(at("192.0.2.1"));
    answer(at("192.0.2.1"));
    for (int i = 0; i < 3; ++i) {
        now += milliseconds{1001};
        BOOST_TEST(routes.challenges(true, now).size() == 1u);
    }
    BOOST_TEST(!routes.best().has_value());
    int tries = 0;
    for (int i = 0; i < 100; ++i) {
        now += seconds{10};
        tries += static_cast<int>(routes.challenges(true, now).size());
    }
    BOOST_TEST(tries < 12);
    routes.begin_anew();
    answer(at("192.0.2.1"));
    BOOST_TEST(routes.best().has_value());
}

BOOST_AUTO_TEST_CASE(no_number_of_addresses_takes_more_than_its_room)
{
    for (std::uint16_t port = 1; port < 2000; ++port) {
        routes.add(at("192.0.2.1", port));
        routes.heard_from(at("192.0.2.2", port), 1000, true);
    }
    BOOST_TEST(routes.challenges(false, now).size() <= DatagramRoutes::kMaxRoutes);
}

BOOST_AUTO_TEST_SUITE_END()
