#include "apps/relay-reporter/load.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::reporter;

namespace {

const std::string kLoad =
    R"({"id":"paris","version":"0.1.0","sessions":3,"capacity":1000,"entries":1,"bytes_per_second":1250.5,)"
    R"("loop_lag_ms":0.4,"cpu":0.12,"index":0.93,"draining":false})";

std::string changed(const std::string& from, const std::string& to)
{
    auto text = kLoad;
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

BOOST_AUTO_TEST_SUITE(loads)

BOOST_AUTO_TEST_CASE(a_load_is_read)
{
    const auto load = read_load(kLoad, "paris");
    BOOST_REQUIRE(load.has_value());
    BOOST_TEST(load->sessions == 3);
    BOOST_TEST(load->capacity == 1000);
    BOOST_TEST(load->bytes_per_second == 1250.5);
    BOOST_TEST(load->index == 0.93);
    BOOST_TEST(!load->draining);
    BOOST_TEST(read_load(changed("\"index\":0.93", "\"index\":1"), "paris")->index == 1.0);
    BOOST_TEST(read_load(changed("\"draining\":false", "\"draining\":true"), "paris")->draining);
}

BOOST_AUTO_TEST_CASE(another_relay_at_that_port_is_noticed)
{
    BOOST_TEST((read_load(kLoad, "oslo").error() == Errc::not_permitted));
}

BOOST_AUTO_TEST_CASE(a_load_that_makes_no_sense_is_refused)
{
    for (const auto& wrong :
         {std::string{}, std::string{"[]"}, kLoad + "x", changed("\"sessions\":3", "\"sessions\":-3"),
          changed("\"sessions\":3", "\"sessions\":\"3\""), changed("\"sessions\":3", "\"other\":3"),
          changed("\"index\":0.93", "\"index\":1.5"), changed("\"cpu\":0.12", "\"cpu\":1e300"),
          changed("\"draining\":false", "\"draining\":0")})
        BOOST_TEST((read_load(wrong, "paris").error() == Errc::malformed), wrong);
    BOOST_TEST((read_load(std::string(kMaxLoadText + 1, ' '), "paris").error() == Errc::too_large));
}

BOOST_AUTO_TEST_SUITE_END()
