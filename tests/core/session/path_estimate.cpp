// Outbox and path estimate against a slow link, simulated event by event: no clock, no sleep.
#include "core/session/inbox.hpp"
#include "core/session/outbox.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <functional>
#include <queue>
#include <random>

using namespace cordee;
using namespace cordee::session;
using std::chrono::microseconds;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kTcpIp = 52;
constexpr std::size_t kSealed = 4 + 12 + 16; // length, header, tag

/// One direction of a link that TCP uses: a rate, a queue before it, a delay behind it, and losses, of which
/// what is lost and all that follows it is told later.
struct Link {
    double bytes_per_second;
    milliseconds delay;
    double loss = 0;
    std::mt19937 random{1};
    SteadyTime held_until{};
    SteadyTime free_at{};
    std::uint64_t carried = 0;
    std::chrono::duration<double> longest_queue{};

    SteadyTime arrival(std::size_t payload, SteadyTime now)
    {
        const auto bytes = payload + kTcpIp * ((payload + 1447) / 1448);
        carried += bytes;
        longest_queue = std::max(longest_queue, std::chrono::duration<double>(free_at - now));
        const std::chrono::duration<double> time{static_cast<double>(bytes) / bytes_per_second};
        free_at = std::max(free_at, now) + std::chrono::duration_cast<SteadyTime::duration>(time);
        if (std::bernoulli_distribution{loss}(random)) // noticed after a round trip and a little
            held_until = free_at + 3 * delay + milliseconds{20};
        return held_until = std::max(free_at + delay, held_until);
    }
};

struct Simulation {
    Simulation(double bytes_per_second, milliseconds delay, double loss = 0)
        : there{bytes_per_second, delay, loss}, back{bytes_per_second, delay}
    {}

    void at(SteadyTime time, std::function<void()> what) { events.emplace(time, order++, std::move(what)); }

    void run(std::chrono::seconds length)
    {
        const auto end = now + length;
        while (!events.empty() && std::get<0>(events.top()) <= end) {
            auto what = std::get<2>(events.top());
            now = std::get<0>(events.top());
            events.pop();
            what();
            send();
        }
        now = end;
    }

    void send()
    {
        if (feed_bulk)
            while (bulk_waiting < 4'000'000) {
                outbox.push(9, PriorityClass::bulk, Bytes(bulk_message));
                bulk_waiting += bulk_message;
            }
        for (;;) {
            Bytes plaintext;
            if (!outbox.fill(plaintext, path, now))
                break;
            const auto size = plaintext.size();
            const auto arrives = there.arrival(size + kSealed, now);
            at(arrives, [this, record = std::move(plaintext)] { receive(record); });
        }
        if (!outbox.pending())
            path.idle();
        if (const auto next = outbox.next_departure(path); next && *next > now && *next != woken)
            at(woken = *next, [] {});
    }

    void receive(const Bytes& record)
    {
        wire::FrameReader reader{record};
        while (const auto frame = reader.next().value()) {
            if (frame->type == wire::FrameType::message) {
                auto message = inbox.take(*frame, [](std::uint16_t) { return true; }).value();
                if (frame->channel == 9) {
                    bulk_bytes += frame->payload.size();
                    bulk_waiting -= frame->payload.size();
                }
                if (message && arrived)
                    arrived(message->channel, message->bytes);
            } else if (arrived) {
                arrived(frame->channel, to_bytes(frame->payload));
            }
        }
        acknowledge();
    }

    /// At once, but not more often than every 20 ms.
    void acknowledge()
    {
        if (acknowledge_planned)
            return;
        acknowledge_planned = true;
        at(std::max(now, last_ack + milliseconds{20}), [this] {
            acknowledge_planned = false;
            last_ack = now;
            const auto next = inbox.next_expected();
            at(back.arrival(64 + kSealed, now),
               [this, next] { BOOST_REQUIRE(outbox.acknowledged(next, path, now)); });
        });
    }

    using Event = std::tuple<SteadyTime, int, std::function<void()>>;
    struct Later {
        bool operator()(const Event& a, const Event& b) const
        {
            return std::tie(std::get<0>(a), std::get<1>(a)) > std::tie(std::get<0>(b), std::get<1>(b));
        }
    };
    std::priority_queue<Event, std::vector<Event>, Later> events;
    int order = 0;
    SteadyTime now{std::chrono::hours{1}};
    Link there;
    Link back;
    Outbox outbox;
    Inbox inbox;
    PathEstimate path;
    SteadyTime woken{};
    bool feed_bulk = false;
    std::size_t bulk_message = 50'000;
    std::size_t bulk_waiting = 0;
    std::uint64_t bulk_bytes = 0;
    SteadyTime last_ack{};
    bool acknowledge_planned = false;
    std::function<void(std::uint16_t, const Bytes&)> arrived;
};

/// 50 messages a second of 60 bytes on an unreliable channel; collects their delays.
struct Voice {
    Voice(Simulation& in) : world{in}
    {
        world.arrived = [this](std::uint16_t channel, const Bytes& message) {
            if (channel != 3)
                return;
            std::size_t number = 0;
            for (std::size_t i = 0; i < 4; ++i)
                number = number << 8 | message[i];
            delays.push_back(std::chrono::duration<double, std::milli>(world.now - sent[number]).count());
        };
    }
    void speak(std::chrono::seconds length)
    {
        for (auto time = world.now; time < world.now + length; time += milliseconds{20})
            world.at(time, [this] {
                Bytes message(60);
                for (std::size_t i = 0; i < 4; ++i)
                    message[i] = static_cast<std::uint8_t>(sent.size() >> (8 * (3 - i)));
                sent.push_back(world.now);
                world.outbox.push_unreliable(3, PriorityClass::voice, std::move(message));
            });
        world.run(length);
    }
    double percentile(double part)
    {
        std::sort(delays.begin(), delays.end());
        return delays.at(static_cast<std::size_t>(part * static_cast<double>(delays.size() - 1)));
    }
    Simulation& world;
    std::vector<SteadyTime> sent;
    std::vector<double> delays;
};

constexpr double kSlow = 256'000 / 8.0;

void start(Simulation& world)
{
    world.feed_bulk = true;
    world.at(world.now, [] {});
}

/// The part of the link that is used in a minute of voice beside bulk, once both have found their rates.
double use_beside(Voice& voice)
{
    auto& world = voice.world;
    start(world);
    world.run(std::chrono::seconds{5});
    voice.speak(std::chrono::seconds{5});
    voice.delays.clear();
    const auto carried = world.there.carried;
    voice.speak(std::chrono::seconds{60});
    return static_cast<double>(world.there.carried - carried) / 60 / world.there.bytes_per_second;
}

} // namespace

BOOST_AUTO_TEST_SUITE(path_estimate)

BOOST_AUTO_TEST_CASE(bulk_alone_fills_a_slow_link_and_keeps_its_queue_short)
{
    Simulation world{kSlow, milliseconds{40}};
    start(world);
    world.run(std::chrono::seconds{5}); // finds its rate
    const auto carried = world.there.carried;
    world.there.longest_queue = {};
    world.run(std::chrono::seconds{60});
    BOOST_TEST(static_cast<double>(world.there.carried - carried) / 60 >= 0.97 * kSlow);
    BOOST_TEST(world.there.longest_queue.count() < 0.120);
    BOOST_TEST_MESSAGE("use " << static_cast<double>(world.there.carried - carried) / 60 / kSlow << ", queue "
                              << world.there.longest_queue.count());
}

BOOST_AUTO_TEST_CASE(voice_beside_bulk_is_hardly_later_than_alone_and_bulk_uses_the_rest)
{
    Simulation quiet{kSlow, milliseconds{40}};
    Voice alone{quiet};
    alone.speak(std::chrono::seconds{20});

    Simulation world{kSlow, milliseconds{40}};
    Voice voice{world};
    const auto use = use_beside(voice);
    BOOST_TEST(voice.percentile(0.95) < alone.percentile(0.95) + 60);
    BOOST_TEST(use >= 0.95);
    BOOST_TEST_MESSAGE("voice p50 " << voice.percentile(0.5) << " p95 " << voice.percentile(0.95) << " alone "
                                    << alone.percentile(0.95) << " use " << use);
}

BOOST_AUTO_TEST_CASE(losses_neither_empty_the_link_nor_fill_its_queue)
{
    Simulation world{kSlow, milliseconds{40}, 0.02};
    Voice voice{world};
    const auto use = use_beside(voice);
    BOOST_TEST(voice.percentile(0.95) < 250);
    BOOST_TEST(use >= 0.9);
    BOOST_TEST_MESSAGE("voice p50 " << voice.percentile(0.5) << " p95 " << voice.percentile(0.95) << " use "
                                    << use);
}

BOOST_AUTO_TEST_CASE(a_fast_far_link_is_filled_too)
{
    const double rate = 12'500'000; // 100 Mbit/s
    Simulation world{rate, milliseconds{50}};
    start(world);
    world.run(std::chrono::seconds{3});
    const auto carried = world.there.carried;
    world.run(std::chrono::seconds{10});
    BOOST_TEST(static_cast<double>(world.there.carried - carried) / 10 >= 0.6 * rate);
    BOOST_TEST_MESSAGE("use " << static_cast<double>(world.there.carried - carried) / 10 / rate << " queue "
                              << world.there.longest_queue.count());
}

BOOST_AUTO_TEST_CASE(small_messages_fill_a_fast_link_too)
{
    const double rate = 1'250'000; // 10 Mbit/s
    Simulation world{rate, milliseconds{20}};
    world.bulk_message = 500;
    start(world);
    world.run(std::chrono::seconds{3});
    const auto carried = world.there.carried;
    world.run(std::chrono::seconds{5});
    BOOST_TEST(static_cast<double>(world.there.carried - carried) / 5 >= 0.9 * rate);
}

BOOST_AUTO_TEST_CASE(what_is_urgent_holds_the_rest_up_for_half_a_second_at_most)
{
    Simulation world{kSlow, milliseconds{40}};
    start(world);
    world.run(std::chrono::seconds{5});
    world.outbox.push(4, PriorityClass::input, Bytes(200'000)); // six seconds of this link
    world.send();
    const auto next = world.path.next_departure() - world.now;
    BOOST_TEST((next > milliseconds{400} && next <= milliseconds{500}));
}

BOOST_AUTO_TEST_CASE(beside_live_media_that_go_elsewhere_records_are_small)
{
    Simulation world{kSlow * 8, milliseconds{40}};
    start(world);
    world.run(std::chrono::seconds{5});
    const auto alone = world.path.record(world.now);
    world.path.urgent(world.now);
    BOOST_TEST(world.path.record(world.now) < alone * 2 / 3);
    BOOST_TEST(world.path.record(world.now + std::chrono::seconds{3}) == alone);
}

BOOST_AUTO_TEST_CASE(the_estimate_follows_a_link_that_becomes_slower_or_faster)
{
    Simulation world{kSlow * 4, milliseconds{20}};
    start(world);
    world.run(std::chrono::seconds{5});
    world.there.bytes_per_second = kSlow;
    world.run(std::chrono::seconds{10});
    BOOST_TEST(static_cast<double>(world.path.rate().value()) < 1.2 * kSlow);
    world.there.longest_queue = {};
    world.run(std::chrono::seconds{20});
    BOOST_TEST(world.there.longest_queue.count() < 0.2);
    world.there.bytes_per_second = kSlow * 4;
    world.run(std::chrono::seconds{10});
    BOOST_TEST(static_cast<double>(world.path.rate().value()) > 0.7 * kSlow * 4);
}

BOOST_AUTO_TEST_SUITE_END()
