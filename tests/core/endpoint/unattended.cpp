// What a computer decides on its own, when nobody sits at it.
#include "core/base/options.hpp"
#include "core/endpoint/failure_limit.hpp"
#include "core/endpoint/login_state.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/unattended_rules.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/asio/post.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <ctime>
#include <fstream>

using namespace cordee;
using namespace cordee::endpoint;
namespace ip = boost::asio::ip;
namespace fs = std::filesystem;

namespace {

constexpr auto kKnown = wire::Way::known_device;

struct InUtc {
    InUtc()
    {
        ::setenv("TZ", "UTC", 1);
        ::tzset();
    }
};

/// Thursday, 1 January 1970, and a number of days later.
WallTime at(int day, int hour, int minute = 0)
{
    return WallTime{std::chrono::hours{24 * day + hour} + std::chrono::minutes{minute}};
}

void write(const fs::path& file, const std::string& text)
{
    fs::create_directories(file.parent_path());
    std::ofstream{file} << text;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(unattended, InUtc)

BOOST_AUTO_TEST_CASE(nothing_is_allowed_until_the_owner_says_so)
{
    BOOST_TEST((UnattendedPolicy{{}}.at(kKnown, at(0, 12)) == Access::off));
    BOOST_TEST((UnattendedPolicy{{true, {}, {}, {}}}.at(kKnown, at(0, 12)) == Access::allowed));
}

// SEC-29: and nothing that is allowed to paired operators is so to the others, or the other way round.
BOOST_AUTO_TEST_CASE(who_was_not_paired_needs_a_leave_of_its_own)
{
    const UnattendedPolicy paired{{true, {}, {}, {}}};
    const UnattendedPolicy others{{false, {"thu"}, {}, {}, true}};
    BOOST_TEST((paired.at(wire::Way::account, at(0, 12)) == Access::off));
    BOOST_TEST((others.at(wire::Way::account, at(0, 12)) == Access::allowed));
    BOOST_TEST((others.at(wire::Way::account, at(1, 12)) == Access::wrong_day));
    BOOST_TEST((others.at(kKnown, at(0, 12)) == Access::off));
    const UnattendedPolicy both{{true, {}, {}, {}, true}};
    BOOST_TEST((both.ways() == std::vector{kKnown, wire::Way::account}));
    for (const auto way : {wire::Way::code, wire::Way::link, wire::Way::introduced})
        BOOST_TEST(!both.allowed(way));
    BOOST_TEST(UnattendedPolicy{{}}.ways().empty());
}

BOOST_AUTO_TEST_CASE(days_and_hours_are_kept)
{
    const UnattendedPolicy office{{true, {"thu", "fri"}, "08:00-18:00", {}}};
    BOOST_TEST((office.at(kKnown, at(0, 7, 59)) == Access::wrong_hour));
    BOOST_TEST((office.at(kKnown, at(0, 8)) == Access::allowed));
    BOOST_TEST((office.at(kKnown, at(1, 17, 59)) == Access::allowed));
    BOOST_TEST((office.at(kKnown, at(1, 18)) == Access::wrong_hour));
    BOOST_TEST((office.at(kKnown, at(2, 12)) == Access::wrong_day));
}

BOOST_AUTO_TEST_CASE(a_night_belongs_to_the_day_on_which_it_begins)
{
    const UnattendedPolicy night{{true, {"thu"}, "22:00-06:00", {}}};
    BOOST_TEST((night.at(kKnown, at(0, 23)) == Access::allowed));
    BOOST_TEST((night.at(kKnown, at(1, 5, 59)) == Access::allowed));
    BOOST_TEST((night.at(kKnown, at(1, 6)) != Access::allowed));
    BOOST_TEST((night.at(kKnown, at(0, 3)) == Access::wrong_day));
    BOOST_TEST((night.at(kKnown, at(1, 23)) == Access::wrong_day));
}

BOOST_AUTO_TEST_CASE(addresses_are_networks_or_single_ones_of_both_families)
{
    const UnattendedPolicy some{{true, {}, {}, {"192.0.2.0/24", "2001:db8::/32", "198.51.100.7"}}};
    const auto from = [&](const char* text) { return some.from(ip::make_address(text)); };
    BOOST_TEST(some.wants_address());
    BOOST_TEST((from("192.0.2.200") == Access::allowed));
    BOOST_TEST((from("::ffff:192.0.2.200") == Access::allowed));
    BOOST_TEST((from("192.0.3.1") == Access::wrong_address));
    BOOST_TEST((from("2001:db8:1::2") == Access::allowed));
    BOOST_TEST((from("2001:db9::1") == Access::wrong_address));
    BOOST_TEST((from("198.51.100.7") == Access::allowed));
    BOOST_TEST((from("198.51.100.8") == Access::wrong_address));
    BOOST_TEST((UnattendedPolicy{{true, {}, {}, {}}}.from(ip::make_address("192.0.3.1")) == Access::allowed));
}

BOOST_AUTO_TEST_CASE(settings_that_make_no_sense_are_refused)
{
    for (const UnattendedText& wrong : std::vector<UnattendedText>{{true, {"monday"}, {}, {}},
                                                                   {true, {}, "8-18", {}},
                                                                   {true, {}, "08:00-08:00", {}},
                                                                   {true, {}, "08:60-18:00", {}},
                                                                   {true, {}, "08:00-25:00", {}},
                                                                   {true, {}, {}, {"192.0.2.0/33"}},
                                                                   {true, {}, {}, {"office"}}})
        BOOST_CHECK_THROW(UnattendedPolicy{wrong}, UsageError);
}

BOOST_AUTO_TEST_CASE(a_guest_goes_when_the_time_is_over)
{
    boost::asio::io_context context;
    ManualClock clock;
    clock.set(at(0, 17, 59));
    const UnattendedPolicy office{{true, {}, "08:00-18:00", {}}};
    UnattendedRules rules{context.get_executor(), clock, {office, {}}, std::chrono::milliseconds{1}};
    Guest guest{rules, kKnown};
    boost::asio::steady_timer closing{context, std::chrono::milliseconds{5}};
    closing.async_wait([&](auto) { clock.advance(std::chrono::minutes{1}); });
    BOOST_TEST(!endpoint::run(context, guest.news()).has_value());
    BOOST_TEST((rules.now(kKnown) == Access::wrong_hour));
}

BOOST_AUTO_TEST_CASE(a_guest_hears_of_new_rules_and_goes_when_they_would_not_let_it_in)
{
    boost::asio::io_context context;
    ManualClock clock;
    const UnattendedPolicy always{{true, {}, {}, {}}};
    const UnattendedPolicy office{{true, {}, {}, {"192.0.2.0/24"}}};
    UnattendedRules rules{context.get_executor(), clock, {always, {}}, std::chrono::hours{1}};
    Guest guest{rules, kKnown};
    boost::asio::post(context, [&] { rules.change({always, {{}, {"input"}}}); });
    const auto news = endpoint::run(context, guest.news());
    BOOST_REQUIRE(news.has_value());
    BOOST_TEST((news->denied_permissions == std::vector<std::string>{"input"}));
    boost::asio::post(context, [&] { rules.change({office, {}}); });
    BOOST_TEST(!endpoint::run(context, guest.news()).has_value());

    Guest from_the_office{rules, kKnown};
    boost::asio::post(context, [&] { rules.change({office, {{"chat"}, {}}}); });
    BOOST_TEST(endpoint::run(context, from_the_office.news()).has_value());
    boost::asio::post(context, [&] { rules.change({UnattendedPolicy{{}}, {}}); });
    BOOST_TEST(!endpoint::run(context, from_the_office.news()).has_value());
}

BOOST_AUTO_TEST_CASE(strangers_may_fail_five_times_a_minute_and_thirty_times_together)
{
    ManualClock clock;
    FailureLimit limit{clock};
    const ByteArray<32> key{1};
    for (int failure = 0; failure < 5; ++failure) {
        BOOST_TEST(limit.open(key));
        limit.failed(key);
    }
    BOOST_TEST(!limit.open(key));
    BOOST_TEST(limit.open(ByteArray<32>{2}));
    for (std::uint8_t other = 2; other < 27; ++other)
        limit.failed(ByteArray<32>{other});
    BOOST_TEST(!limit.open());
    BOOST_TEST(!limit.open(ByteArray<32>{99}));
    clock.advance(std::chrono::minutes{1});
    BOOST_TEST(limit.open(key));
}

BOOST_AUTO_TEST_CASE(the_login_state_changes_when_the_screen_is_locked_or_somebody_else_sits_there)
{
    const TemporaryFolder folder;
    LoginPlaces places;
    places.logind = folder.path() / "systemd";
    places.x11_sockets = folder.path() / "x11";
    places.session_id = "c2";
    places.display = ":7";
    places.user = 1000;
    const auto file = places.logind / "sessions" / "c2";
    const std::string unlocked = "UID=1000\nUSER=lea\nACTIVE=1\nSTATE=active\nLOCKED_HINT=0\nSEAT=seat0\n";
    write(file, unlocked + "REALTIME=1\n");
    write(places.x11_sockets / "X7", "");
    const auto before = login_fingerprint(places);
    write(file, unlocked + "REALTIME=2\n"); // of no interest
    BOOST_TEST(login_fingerprint(places) == before);
    write(file, "UID=1000\nUSER=lea\nACTIVE=1\nSTATE=active\nLOCKED_HINT=1\nSEAT=seat0\n");
    BOOST_TEST(login_fingerprint(places) != before);
    write(file, "UID=1001\nUSER=max\nACTIVE=1\nSTATE=active\nLOCKED_HINT=0\nSEAT=seat0\n");
    BOOST_TEST(login_fingerprint(places) != before);
    write(file, "UID=1000\nUSER=lea\nACTIVE=0\nSTATE=online\nLOCKED_HINT=0\nSEAT=seat0\n");
    BOOST_TEST(login_fingerprint(places) != before);
    fs::remove(file);
    BOOST_TEST(login_fingerprint(places) != before);
    write(file, unlocked);
    BOOST_TEST(login_fingerprint(places) == before);
    fs::remove(places.x11_sockets / "X7");
    BOOST_TEST(login_fingerprint(places) != before);
}

BOOST_AUTO_TEST_CASE(without_a_session_of_its_own_the_user_s_graphical_one_counts)
{
    const TemporaryFolder folder;
    LoginPlaces places;
    places.logind = folder.path();
    places.user = 1000;
    write(folder.path() / "users" / "1000", "NAME=lea\nDISPLAY=c5\n");
    write(folder.path() / "sessions" / "c5", "UID=1000\nLOCKED_HINT=0\n");
    const auto before = login_fingerprint(places);
    BOOST_TEST(before.find("session c5") != std::string::npos);
    write(folder.path() / "sessions" / "c5", "UID=1000\nLOCKED_HINT=1\n");
    BOOST_TEST(login_fingerprint(places) != before);
    places.session_id = "../../secret"; // of no use as a path
    BOOST_TEST(login_fingerprint(places) != before);
}

BOOST_AUTO_TEST_SUITE_END()
