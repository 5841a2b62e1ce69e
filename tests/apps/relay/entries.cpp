#include "apps/relay/entries.hpp"

#include <boost/test/unit_test.hpp>

#include <list>
#include <string>
#include <vector>

using namespace cordee::relay;

namespace {

boost::asio::ip::address from_text(const std::string& text)
{
    return boost::asio::ip::make_address(text);
}

/// Connections in the order in which they came; one that is shed gives its place back later.
struct Crowded {
    explicit Crowded(std::size_t total, std::size_t per_address) : entries{total, per_address} {}

    struct Visitor {
        std::string from;
        std::optional<Entries::Place> place;
        bool shed = false;
    };
    /// Null when it was turned away.
    Visitor* come(const std::string& from)
    {
        auto& visitor = visitors.emplace_back();
        visitor.from = from;
        auto place = entries.take(from_text(from), [&visitor] {
            BOOST_TEST(!visitor.shed);
            visitor.shed = true;
        });
        if (!place)
            return nullptr;
        visitor.place.emplace(std::move(*place));
        return &visitor;
    }
    std::size_t shed() const
    {
        std::size_t out = 0;
        for (const auto& visitor : visitors)
            out += visitor.shed ? 1U : 0U;
        return out;
    }

    Entries entries;
    std::list<Visitor> visitors;
};

} // namespace

BOOST_AUTO_TEST_SUITE(entries)

BOOST_AUTO_TEST_CASE(how_one_is_told_may_change_until_it_was_told)
{
    Entries entries{1, 1};
    int told = 0;
    auto first = entries.take(from_text("192.0.2.1"), [&] { told = 1; });
    BOOST_TEST(first->when_shed([&] { told = 2; }));
    const auto second = entries.take(from_text("192.0.2.1"), [] {});
    BOOST_TEST(second.has_value());
    BOOST_TEST(told == 2);
    BOOST_TEST(!first->when_shed([&] { told = 3; }));
}

BOOST_AUTO_TEST_CASE(places_are_counted_and_come_back)
{
    Crowded at{2, 2};
    auto* one = at.come("192.0.2.1");
    at.come("192.0.2.2");
    BOOST_TEST(at.entries.taken() == 2U);
    one->place.reset();
    BOOST_TEST(at.entries.taken() == 1U);
    BOOST_TEST(at.come("192.0.2.3") != nullptr);
    BOOST_TEST(at.shed() == 0U);
}

BOOST_AUTO_TEST_CASE(an_address_that_has_all_displaces_its_own)
{
    Crowded at{10, 2};
    const auto* first = at.come("192.0.2.1");
    const auto* second = at.come("::ffff:192.0.2.1");
    const auto* another = at.come("192.0.2.2");
    BOOST_TEST(at.come("192.0.2.1") != nullptr);
    BOOST_TEST(first->shed);
    BOOST_TEST(at.come("192.0.2.1") != nullptr);
    BOOST_TEST(second->shed);
    BOOST_TEST(!another->shed);
    BOOST_TEST(at.entries.taken() == 3U);
    BOOST_TEST(at.entries.shed() == 2U);
}

BOOST_AUTO_TEST_CASE(whoever_has_shown_a_ticket_stays)
{
    Crowded at{3, 2};
    auto* one = at.come("192.0.2.1");
    auto* two = at.come("192.0.2.1");
    one->place->admit();
    two->place->admit();
    BOOST_TEST(!at.come("192.0.2.1")); // nobody of its own has to go
    at.come("192.0.2.2")->place->admit();
    BOOST_TEST(!at.come("192.0.2.3"));
    BOOST_TEST(at.shed() == 0U);
    BOOST_TEST(at.entries.taken() == 3U);
}

BOOST_AUTO_TEST_CASE(a_flood_displaces_itself_and_not_somebody_who_comes_alone)
{
    Crowded at{8, 8};
    const auto* early = at.come("198.51.100.1");
    for (int i = 0; i < 1000; ++i)
        BOOST_TEST(at.come("192.0.2.1") != nullptr);
    const auto* honest = at.come("198.51.100.2");
    BOOST_REQUIRE(honest != nullptr);
    for (int i = 0; i < 1000; ++i)
        at.come("192.0.2.1");
    BOOST_TEST(!early->shed);
    BOOST_TEST(!honest->shed);
    BOOST_TEST(at.entries.taken() == 8U);
}

BOOST_AUTO_TEST_CASE(among_equals_the_oldest_goes)
{
    Crowded at{3, 3};
    auto* ticket = at.come("192.0.2.1");
    ticket->place->admit();
    const auto* oldest = at.come("192.0.2.9");
    const auto* younger = at.come("192.0.2.2");
    BOOST_TEST(at.come("192.0.2.3") != nullptr);
    BOOST_TEST(oldest->shed);
    BOOST_TEST(!younger->shed);
    BOOST_TEST(at.come("192.0.2.4") != nullptr);
    BOOST_TEST(younger->shed);
    BOOST_TEST(!ticket->shed);
}

BOOST_AUTO_TEST_CASE(a_subscriber_of_ipv6_is_one)
{
    Crowded at{10, 1};
    const auto* one = at.come("2001:db8::1");
    at.come("2001:db8::ffff:1");
    BOOST_TEST(one->shed);
    const auto* elsewhere = at.come("2001:db8:0:1::1");
    at.come("2001:db8::2");
    BOOST_TEST(!elsewhere->shed);
}

BOOST_AUTO_TEST_CASE(one_that_was_shed_may_go_at_once_or_late)
{
    Entries entries{1, 1};
    std::optional<Entries::Place> first;
    first.emplace(*entries.take(from_text("192.0.2.1"), [&] { first.reset(); }));
    std::optional<Entries::Place> second;
    second.emplace(*entries.take(from_text("192.0.2.1"), [] {}));
    BOOST_TEST(!first.has_value());
    const auto third = entries.take(from_text("192.0.2.2"), [] {});
    BOOST_TEST(entries.taken() == 1U);
    second->admit(); // too late
    second.reset();
    BOOST_TEST(entries.taken() == 1U);
}

BOOST_AUTO_TEST_CASE(new_limits_hold_for_those_who_come)
{
    Crowded at{4, 4};
    std::vector<Crowded::Visitor*> inside;
    for (int i = 0; i < 4; ++i) {
        inside.push_back(at.come("192.0.2." + std::to_string(i)));
        inside.back()->place->admit();
    }
    at.entries.set_limits(2, 1);
    BOOST_TEST(!at.come("192.0.2.9"));
    BOOST_TEST(at.entries.taken() == 4U); // nobody who is here has to go
    for (int i = 0; i < 3; ++i)
        inside[i]->place.reset();
    BOOST_TEST(at.come("192.0.2.9") != nullptr);
    at.entries.set_limits(10, 10);
    BOOST_TEST(at.come("192.0.2.9") != nullptr);
    BOOST_TEST(at.shed() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
