#include "controlled/pacer.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::remote;
using namespace std::chrono_literals;

namespace {

const Pacer::Time kStart{};

} // namespace

BOOST_AUTO_TEST_CASE(two_updates_may_be_on_their_way)
{
    Pacer pacer;
    pacer.sent(1, 100, kStart);
    BOOST_TEST(pacer.may_send());
    pacer.sent(2, 100, kStart);
    BOOST_TEST(!pacer.may_send());
    BOOST_TEST(pacer.acknowledged(1, kStart));
    BOOST_TEST(pacer.may_send());
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_of_nothing_is_refused)
{
    Pacer pacer;
    BOOST_TEST(!pacer.acknowledged(1, kStart));
    pacer.sent(1, 100, kStart);
    BOOST_TEST(pacer.acknowledged(1, kStart));
    BOOST_TEST(!pacer.acknowledged(1, kStart));
}

BOOST_AUTO_TEST_CASE(updates_fit_the_path)
{
    Pacer pacer;
    const auto start = pacer.max_bytes();
    std::uint32_t number = 0;
    for (int i = 0; i < 20; ++i) {
        pacer.sent(++number, pacer.max_bytes(), kStart);
        BOOST_TEST(pacer.acknowledged(number, kStart + 5ms));
    }
    BOOST_TEST(pacer.max_bytes() == 16 * start);
    for (int i = 0; i < 20; ++i) {
        pacer.sent(++number, pacer.max_bytes(), kStart);
        BOOST_TEST(pacer.acknowledged(number, kStart + 2s));
    }
    BOOST_TEST(pacer.max_bytes() == start / 16);
}
