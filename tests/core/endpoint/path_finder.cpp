// Where connections come from, over a network made of pipes.
#include "core/endpoint/path_finder.hpp"

#include "core/base/race.hpp"
#include "core/endpoint/broker_error.hpp"
#include "core/endpoint/run.hpp"
#include "core/transport/pipe.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/asio/detached.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <set>

using namespace cordee;
using namespace cordee::endpoint;
using namespace std::chrono_literals;
using session::NewPath;

namespace {

namespace asio = boost::asio;

constexpr int kAnything = 1000;

/// Relays that answer, stay silent or are not there, and direct addresses that answer.
class FakeNetwork : public PathDialer {
public:
    explicit FakeNetwork(asio::io_context& context) : context_{context}, forever_{context.get_executor()} {}

    asio::awaitable<Result<Dialed>> enter(TicketStock::Place place, TakeTicket take) override
    {
        entered.push_back(place.id);
        tried = place;
        if (silent.contains(place.id))
            co_await forever_.wait(); // until it is cancelled
        if (silent.contains(place.id))
            co_return Errc::closed;
        if (broken.contains(place.id))
            co_return Errc::unreachable;
        const auto ticket = take();
        if (!ticket)
            co_return Errc::exhausted;
        tickets.push_back(ticket->ticket);
        co_return make(place.id, {});
    }
    asio::awaitable<Result<Dialed>> dial(std::vector<asio::ip::tcp::endpoint> candidates) override
    {
        for (const auto& candidate : candidates) {
            const auto host = candidate.address().to_string();
            dialed.push_back(host);
            if (there.contains(host))
                co_return make("direct " + host, candidate.address());
        }
        co_return Errc::unreachable;
    }
    asio::awaitable<Result<Dialed>> accept() override
    {
        if (coming.empty())
            co_await forever_.wait();
        if (coming.empty())
            co_return Errc::closed;
        const auto from = coming.front();
        coming.erase(coming.begin());
        co_return make("from " + from, asio::ip::make_address(from));
    }
    [[nodiscard]] std::vector<std::string> own_candidates() const override { return {"192.0.2.1:110"}; }

    std::set<std::string> silent;
    std::set<std::string> broken;
    std::set<std::string> there;
    std::vector<std::string> coming;
    std::vector<std::string> entered;
    std::vector<std::string> dialed;
    std::vector<std::string> tickets;
    TicketStock::Place tried;
    std::map<std::string, std::unique_ptr<transport::Connection>> other_ends; ///< by the path's name

private:
    Dialed make(const std::string& name, asio::ip::address peer)
    {
        auto pipe = transport::make_pipe(context_.get_executor());
        other_ends[name] = std::move(pipe.second);
        return {std::move(pipe.first), name, {}, peer};
    }

    asio::io_context& context_;
    Signal forever_;
};

RelayOffer relay(const std::string& id, int tickets)
{
    RelayOffer out{id,        id + ".example",
                   {443, 80}, {transport::Encapsulation::native, transport::Encapsulation::http},
                   false,     {}};
    for (int i = 0; i < tickets; ++i)
        out.tickets.push_back({id + std::to_string(i), Secret<32>{}});
    return out;
}

std::vector<RelayOffer> relays(RelayOffer first, RelayOffer second)
{
    std::vector<RelayOffer> out;
    out.push_back(std::move(first));
    out.push_back(std::move(second));
    return out;
}

struct PathFinderFixture {
    PathFinderFixture()
    {
        config.initiator = true;
        config.offer.relays = relays(relay("a", 8), relay("b", 8));
        config.timing = {1ms, 1ms, 2ms, 1ms, 1000ms, 2000ms, 1000ms, 1ms};
    }

    PathFinder& finder()
    {
        if (!finder_)
            finder_ = std::make_unique<PathFinder>(context.get_executor(), network, std::move(config), clock);
        return *finder_;
    }
    NewPath next(int worse_than = kAnything) { return run(context, finder().next(worse_than)); }
    std::string first()
    {
        auto found = run(context, first_name());
        return found;
    }

    bool is_closed(transport::Connection& connection)
    {
        auto ask = [](transport::Connection& at) -> asio::awaitable<bool> {
            const auto record = co_await at.receive();
            co_return !record;
        };
        return run(context, ask(connection));
    }

    asio::awaitable<std::string> first_name()
    {
        auto found = co_await finder().first();
        co_return found ? found->name : found.error().where.host + ": " + found.error().error.message();
    }

    asio::io_context context;
    ManualClock clock;
    FakeNetwork network{context};
    PathConfig config;
    std::unique_ptr<PathFinder> finder_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(path_finder, PathFinderFixture)

BOOST_AUTO_TEST_CASE(the_first_relay_is_the_first_to_be_tried)
{
    const auto path = next();
    BOOST_TEST(path.name == "a");
    BOOST_TEST(path.rank == 1);
    BOOST_TEST((network.tickets == std::vector<std::string>{"a0"}));
}

BOOST_AUTO_TEST_CASE(a_relay_that_is_silent_or_away_costs_a_moment_and_no_ticket)
{
    network.silent = {"a"};
    BOOST_TEST(next().name == "b");
    network.silent = {};
    network.broken = {"a"};
    BOOST_TEST(next().name == "b");
    BOOST_TEST((network.tickets == std::vector<std::string>{"b0", "b1"}));
}

BOOST_AUTO_TEST_CASE(a_direct_address_comes_before_every_relay)
{
    config.offer.candidates = {{"192.0.2.7", 110}, {"192.0.2.8", 110}};
    network.there = {"192.0.2.8"};
    const auto path = next();
    BOOST_TEST(path.name == "direct 192.0.2.8");
    BOOST_TEST(path.rank == 0);
    BOOST_TEST((network.dialed == std::vector<std::string>{"192.0.2.7", "192.0.2.8"}));
}

BOOST_AUTO_TEST_CASE(a_better_path_than_a_relay_is_a_direct_one_only)
{
    config.offer.candidates = {{"192.0.2.7", 110}};
    asio::co_spawn(
        context,
        [this]() -> asio::awaitable<void> {
            asio::steady_timer timer{context, 5ms};
            co_await timer.async_wait(asio::use_awaitable);
            BOOST_TEST(network.dialed.size() >= 1u);
            network.there = {"2001:db8::9"};
            finder().peer_candidates({"[2001:db8::9]:110", "224.0.0.1:110", "host.example:110", "0.0.0.0:1"});
        },
        asio::detached);
    BOOST_TEST(next(1).name == "direct 2001:db8::9");
    BOOST_TEST(network.entered.empty());
    for (const auto& host : network.dialed)
        BOOST_TEST((host == "192.0.2.7" || host == "2001:db8::9"));
}

BOOST_AUTO_TEST_CASE(who_names_new_addresses_again_and_again_is_followed_every_five_seconds)
{
    network.broken = {"a", "b"};
    auto name = [&](const char* address) { finder().peer_candidates({std::string{address} + ":110"}); };
    auto wait_for = [&](const char* address) -> asio::awaitable<void> {
        asio::steady_timer timer{context};
        while (network.dialed.empty() || network.dialed.back() != address) {
            timer.expires_after(1ms);
            co_await timer.async_wait(asio::use_awaitable);
        }
    };
    auto look = [&]() -> asio::awaitable<NewPath> {
        name("192.0.2.1");
        co_await wait_for("192.0.2.1");
        name("192.0.2.2");
        name("192.0.2.3");
        const auto rounds = network.entered.size();
        asio::steady_timer timer{context};
        while (network.entered.size() < rounds + 6) { // some more rounds
            timer.expires_after(1ms);
            co_await timer.async_wait(asio::use_awaitable);
        }
        BOOST_TEST(network.dialed.back() == "192.0.2.1");
        clock.advance(5s);
        co_await wait_for("192.0.2.3");
        co_return NewPath{};
    };
    run(context, race(finder().next(kAnything), look()));
    for (const auto& host : network.dialed)
        BOOST_TEST(host != "192.0.2.2");
}

BOOST_AUTO_TEST_CASE(thirty_two_dials_at_once_and_thirty_two_addresses_are_enough_for_a_session)
{
    DialBudget budget{clock};
    const auto endpoints = [](int first) {
        DialBudget::Endpoints out;
        for (int i = first; i < first + 8; ++i)
            out.emplace_back(asio::ip::make_address("192.0.2." + std::to_string(i)), std::uint16_t{110});
        return out;
    };
    for (int first = 0; first < 32; first += 8)
        BOOST_TEST(budget.take(endpoints(first)).size() == 8u);
    BOOST_TEST(budget.take(endpoints(0)).empty());
    clock.advance(1h);
    BOOST_TEST(budget.take(endpoints(32)).empty());
    for (int i = 0; i < 4; ++i)
        BOOST_TEST(budget.take(endpoints(0)).size() == 8u);
    BOOST_TEST(budget.take(endpoints(0)).empty());
}

BOOST_AUTO_TEST_CASE(addresses_that_fail_at_once_are_tried_in_turn_for_as_long_as_it_takes)
{
    DialBudget budget{clock};
    DialBudget::Endpoints wanted;
    for (int i = 0; i < 3; ++i)
        wanted.emplace_back(asio::ip::make_address("192.0.2." + std::to_string(i)), std::uint16_t{110});
    while (!budget.take(wanted).empty()) {
    }
    DialBudget::Endpoints dialled;
    for (int i = 0; i < 6; ++i) {
        clock.advance(1s);
        for (const auto& each : budget.take(wanted))
            dialled.push_back(each);
    }
    BOOST_TEST(std::set<asio::ip::tcp::endpoint>(dialled.begin(), dialled.end()).size() == 3u);
    BOOST_TEST(dialled.size() == 3u);
}

BOOST_AUTO_TEST_CASE(the_side_that_waits_answers_on_the_connection_on_which_the_other_one_speaks)
{
    config.initiator = false;
    bool spoken = false;
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            while (!network.other_ends.contains("b")) {
                asio::steady_timer timer{context, 1ms};
                co_await timer.async_wait(asio::use_awaitable);
            }
            spoken = true;
            co_await network.other_ends["b"]->send(as_view("HS1"));
        },
        asio::detached);
    auto read = [&]() -> asio::awaitable<std::string> {
        auto found = co_await finder().first();
        BOOST_REQUIRE(found.has_value());
        const auto record = co_await found->connection->receive();
        co_return found->name + " " + std::string{as_text(record.value())};
    };
    BOOST_TEST(run(context, read()) == "b HS1");
    BOOST_TEST(spoken);
}

BOOST_AUTO_TEST_CASE(after_a_stranger_answered_at_a_direct_address_relays_are_left)
{
    config.offer.candidates = {{"192.0.2.7", 110}};
    network.there = {"192.0.2.7"};
    BOOST_TEST(next().name == "direct 192.0.2.7");
    finder().avoid_direct();
    BOOST_TEST(next().name == "a");
}

BOOST_AUTO_TEST_CASE(who_speaks_first_takes_nobody_from_an_unknown_address)
{
    network.broken = {"a", "b"};
    network.coming = {"192.0.2.66", "192.0.2.7"};
    config.offer.candidates = {{"192.0.2.7", 110}};
    BOOST_TEST(next().name == "from 192.0.2.7");
}

BOOST_AUTO_TEST_CASE(a_silent_stranger_keeps_nobody_away)
{
    config.initiator = false;
    config.relays = false;
    config.timing.first_record = 1h;
    network.coming = {"192.0.2.66", "192.0.2.67", "192.0.2.7"};
    asio::co_spawn(
        context,
        [&]() -> asio::awaitable<void> {
            while (!network.other_ends.contains("from 192.0.2.7")) {
                asio::steady_timer timer{context, 1ms};
                co_await timer.async_wait(asio::use_awaitable);
            }
            co_await network.other_ends["from 192.0.2.7"]->send(as_view("HS1"));
        },
        asio::detached);
    BOOST_TEST(first() == "from 192.0.2.7");
    for (const auto* stranger : {"from 192.0.2.66", "from 192.0.2.67"})
        BOOST_TEST(is_closed(*network.other_ends[stranger]), stranger);
}

BOOST_AUTO_TEST_CASE(a_search_that_ends_leaves_no_stranger_behind)
{
    config.initiator = false;
    config.relays = false;
    config.timing.first_record = 1h;
    config.timing.first = 20ms;
    network.coming = {"192.0.2.66"};
    first();
    BOOST_TEST(is_closed(*network.other_ends["from 192.0.2.66"]));
}

BOOST_AUTO_TEST_CASE(a_computer_that_checks_addresses_uses_no_relay)
{
    config.initiator = false;
    config.relays = false;
    config.admits = [](const asio::ip::address& address) { return address.to_string() == "192.0.2.7"; };
    config.offer.candidates = {{"192.0.2.66", 110}};
    network.coming = {"192.0.2.66", "192.0.2.7"};
    network.there = {"192.0.2.66"};
    BOOST_TEST(next().name == "from 192.0.2.7");
    BOOST_TEST(network.entered.empty());
    BOOST_TEST(network.dialed.empty());
}

BOOST_AUTO_TEST_CASE(ports_and_encapsulations_are_what_every_side_leaves_in_the_own_order)
{
    config.offer.ports = {80, 443, 21};
    config.ports = {443, 80};
    config.offer.encapsulations = {transport::Encapsulation::http};
    next();
    BOOST_TEST((network.tried.ports == std::vector<std::uint16_t>{443, 80}));
    BOOST_TEST((network.tried.encapsulations == std::vector{transport::Encapsulation::http}));
}

BOOST_AUTO_TEST_CASE(when_nothing_is_left_to_try_it_is_said_in_time)
{
    config.timing.first = 100ms;
    network.broken = {"a", "b"};
    const auto reachable = first();
    const auto why = ".example: " + make_error_code(Errc::unreachable).message();
    BOOST_TEST((reachable == "a" + why || reachable == "b" + why), reachable); // time runs out at either
    BOOST_TEST(network.entered.size() > 2u);                                   // it went on trying
}

BOOST_AUTO_TEST_CASE(when_no_relay_answers_at_all_it_is_said_sooner)
{
    config.timing.nowhere = 20ms;
    network.broken = {"a", "b"};
    BOOST_TEST(first() == "b.example: " + make_error_code(Errc::unreachable).message());
}

BOOST_AUTO_TEST_CASE(tickets_are_fetched_when_few_are_left_and_a_broker_that_is_away_does_no_harm)
{
    int asked = 0;
    config.offer.relays = relays(relay("a", 4), relay("b", 4));
    config.refill = [&](const WayNews&) -> asio::awaitable<std::vector<RelayOffer>> {
        if (++asked < 3)
            throw BrokerError{"unreachable", "away", "wait"};
        co_return relays(relay("b", 8), relay("a", 8));
    };
    auto use_up = [&]() -> asio::awaitable<void> {
        for (int i = 0; i < 3; ++i)
            co_await finder().next(kAnything);
        while (asked < 3) {
            asio::steady_timer timer{context, 1ms};
            co_await timer.async_wait(asio::use_awaitable);
        }
        auto path = co_await finder().next(kAnything);
        BOOST_TEST(path.name == "b"); // the broker's new order
    };
    run(context, race(finder().keep_stocked(), use_up()));
    BOOST_REQUIRE(network.tickets.size() == 4u);
    network.tickets.pop_back(); // of the broker's new ones
    BOOST_TEST((network.tickets == std::vector<std::string>{"a0", "b0", "a1"}));
}

BOOST_AUTO_TEST_CASE(a_further_connection_goes_through_another_relay)
{
    config.offer.relays = relays(relay("a", 4), relay("b", 4));
    BOOST_TEST(next().name == "a");
    BOOST_TEST(next().name == "b");
    network.broken = {"a"};
    BOOST_TEST(next().name == "b"); // but rather the same one than none
}

BOOST_AUTO_TEST_CASE(an_empty_stock_is_filled_before_a_relay_is_entered)
{
    config.offer.relays = relays(relay("a", 0), relay("b", 0));
    network.broken = {"b"};
    config.refill = [&](const WayNews&) -> asio::awaitable<std::vector<RelayOffer>> {
        co_return relays(relay("a", 2), relay("b", 2));
    };
    BOOST_TEST(next().name == "a");
}

BOOST_AUTO_TEST_CASE(the_broker_hears_to_which_relay_a_session_moved)
{
    std::vector<std::string> told;
    config.offer.relays = relays(relay("a", 8), relay("b", 8));
    config.refill = [&](const WayNews& news) -> asio::awaitable<std::vector<RelayOffer>> {
        told.push_back(news.on);
        co_return relays(relay("a", 8), relay("b", 8));
    };
    auto move = [&]() -> asio::awaitable<void> {
        const auto best = co_await finder().next(kAnything);
        finder().in_use(best.name); // that is where the broker sent it
        const auto spare = co_await finder().next(kAnything);
        co_await asio::post(context, asio::use_awaitable);
        BOOST_TEST(told.empty());
        finder().in_use(spare.name);
        while (told.empty())
            co_await asio::post(context, asio::use_awaitable);
    };
    run(context, race(finder().keep_stocked(), move()));
    BOOST_TEST((told == std::vector<std::string>{"b"}));
}

BOOST_AUTO_TEST_CASE(own_addresses_are_told_as_host_and_port)
{
    BOOST_TEST((finder().own_candidates() == std::vector<std::string>{"192.0.2.1:110"}));
}

BOOST_AUTO_TEST_CASE(a_ticket_grows_old)
{
    std::vector<RelayOffer> offers;
    offers.push_back(relay("a", 2));
    TicketStock stock{std::move(offers), clock};
    BOOST_TEST(stock.low());
    BOOST_TEST(stock.count("a") == 2u);
    clock.advance(10min);
    offers.clear();
    offers.push_back(relay("a", 3));
    stock.add(std::move(offers));
    BOOST_TEST(!stock.low());
    clock.advance(5min);
    BOOST_TEST(stock.count("a") == 3u);
    clock.advance(10min);
    BOOST_TEST(!stock.take("a").has_value());
    BOOST_TEST(!stock.take("unknown").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
