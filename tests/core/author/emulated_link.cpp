// A link that is only imagined, and what it does to messages.
#include "core/author/emulated_link.hpp"

#include "tests/support/run_awaitable.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

struct End {
    explicit End(author::LinkShape shape)
        : link{context.get_executor(), shape,
               [this](std::uint16_t, View message) {
                   if (!room)
                       return false;
                   arrived.emplace_back(as_text(message));
                   return true;
               },
               [this] { ++rooms; }}
    {}
    void run_until_idle() { context.run(), context.restart(); }

    boost::asio::io_context context;
    std::vector<std::string> arrived;
    bool room = true;
    int rooms = 0;
    author::EmulatedLink link;
};

} // namespace

BOOST_AUTO_TEST_SUITE(emulated_link)

BOOST_AUTO_TEST_CASE(messages_arrive_in_order_and_not_before_their_time)
{
    End end{{80'000, 30ms}}; // 10 bytes a millisecond
    const auto begin = Clock::now();
    BOOST_TEST(end.link.send(0, as_view(std::string(200, 'a'))));
    BOOST_TEST(end.link.send(0, as_view("b")));
    end.run_until_idle();
    BOOST_TEST((Clock::now() - begin >= 50ms));
    BOOST_REQUIRE(end.arrived.size() == 2u);
    BOOST_TEST(end.arrived[1] == "b");
}

BOOST_AUTO_TEST_CASE(a_narrow_link_is_full_soon_and_says_when_it_is_not)
{
    End end{{80'000, 0ms}};
    const std::string message(1500, 'a'); // 150 ms
    BOOST_TEST(end.link.send(0, as_view(message)));
    BOOST_TEST(end.link.send(0, as_view(message)));
    BOOST_TEST(!end.link.send(0, as_view(message)));
    end.run_until_idle();
    BOOST_TEST(end.arrived.size() == 2u);
    BOOST_TEST(end.rooms == 1);
    BOOST_TEST(end.link.send(0, as_view(message)));
    end.run_until_idle();
    BOOST_TEST(end.arrived.size() == 3u);
}

BOOST_AUTO_TEST_CASE(a_receiver_without_room_is_waited_for)
{
    End end{{}};
    end.room = false;
    BOOST_TEST(end.link.send(0, as_view("a")));
    end.run_until_idle();
    BOOST_TEST(end.arrived.empty());
    end.room = true;
    end.link.resume();
    end.run_until_idle();
    BOOST_TEST(end.arrived.size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_is_under_way_can_be_lost)
{
    End end{{0, 20ms}};
    BOOST_TEST(end.link.send(0, as_view("a")));
    end.link.clear();
    end.run_until_idle();
    BOOST_TEST(end.arrived.empty());
}

BOOST_AUTO_TEST_CASE(rates_and_delays_are_read_strictly)
{
    BOOST_TEST(author::parse_rate("256k").value() == 256'000u);
    BOOST_TEST(author::parse_rate("10M").value() == 10'000'000u);
    BOOST_TEST(author::parse_rate("0").value() == 0u);
    BOOST_TEST((author::parse_delay("40ms").value() == 40ms));
    BOOST_TEST((author::parse_delay("2s").value() == 2s));
    for (const char* wrong : {"", "k", "-1", "1.5M", "12x", "99999999999999999999"})
        BOOST_TEST(!author::parse_rate(wrong).has_value(), wrong);
    for (const char* wrong : {"", "40", "ms", "-1ms"})
        BOOST_TEST(!author::parse_delay(wrong).has_value(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
