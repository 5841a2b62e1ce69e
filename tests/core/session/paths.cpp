// A session outlives its paths: what was said arrives once and in order, whatever happens to them.
#include "tests/support/hostile_pipe.hpp"
#include "tests/support/rendezvous.hpp"
#include "two_sides.hpp"

#include <boost/test/unit_test.hpp>

#include <random>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;

namespace {

struct Moving : TwoSides {
    Moving() { use(meeting); }
    ~Moving() { finish(); }
    void use(cordee::test::Rendezvous& at)
    {
        helping.paths = &at.first;
        agent.paths = &at.second;
    }
    cordee::test::Rendezvous meeting{context.get_executor()};
    transport::Connection* first = nullptr; ///< the operator's end of the first path

    std::weak_ptr<void> first_kept; ///< until that end is given up

    bool start()
    {
        auto pipe = transport::make_pipe(context.get_executor());
        const auto kept = std::make_shared<int>();
        first_kept = kept;
        pipe.first = std::make_unique<cordee::test::TamperedConnection>(
            std::move(pipe.first),
            [kept](std::size_t, Bytes record) { return cordee::test::deliver(std::move(record)); });
        first = pipe.first.get();
        return run(std::move(pipe), [&] { return up(); }) && offer_accepted();
    }
    bool says_and_hears(const std::string& text)
    {
        agent.provider.module->port.send(0, as_view(text));
        helping.provider.module->port.send(1, as_view(text));
        return run([&] { return contains(helping.log, "0: " + text) && contains(agent.log, "1: " + text); });
    }
    bool pipes_are(std::size_t count)
    {
        return run([&] { return meeting.pipes() >= count; });
    }
};

/// Ends the sessions before what a test lent them goes away.
struct Finish {
    explicit Finish(TwoSides& of) : sides{of} {}
    ~Finish() { sides.finish(); }
    TwoSides& sides;
};

/// Before the other side, people come who say nothing, as anybody can do directly.
struct Besieged : PathSource {
    Besieged(PathSource& behind, asio::io_context& io) : source{behind}, context{io} {}
    asio::awaitable<NewPath> next(int worse_than) override
    {
        if (strangers.size() >= 4)
            return source.next(worse_than);
        return stranger();
    }
    asio::awaitable<NewPath> stranger()
    {
        auto pipe = transport::make_pipe(context.get_executor());
        strangers.push_back(std::move(pipe.second));
        co_return NewPath{std::move(pipe.first), 0, "stranger"};
    }
    [[nodiscard]] std::vector<std::string> own_candidates() const override { return {}; }
    void peer_candidates(std::vector<std::string>) override {}
    PathSource& source;
    asio::io_context& context;
    std::vector<std::unique_ptr<transport::Connection>> strangers;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(paths, Moving)

BOOST_AUTO_TEST_CASE(a_session_goes_on_over_the_spare_path_when_its_path_breaks)
{
    BOOST_REQUIRE(start());
    BOOST_REQUIRE(pipes_are(1));
    agent.provider.module->port.send(0, Bytes(900'000));
    first->close();
    BOOST_TEST(says_and_hears("after"));
    BOOST_TEST(contains(helping.log, "0: (900000 bytes)"));
    BOOST_TEST(pipes_are(2)); // the next spare one
    BOOST_TEST(!agent.ended.has_value());
}

BOOST_AUTO_TEST_CASE(silent_strangers_do_not_keep_the_other_side_from_coming_back)
{
    Besieged besieged{meeting.first, context};
    const Finish first_of_all{*this};
    helping.paths = &besieged;
    BOOST_REQUIRE(start());
    BOOST_REQUIRE(run([&] { return besieged.strangers.size() == 4; }));
    first->close();
    BOOST_TEST(says_and_hears("after"));
}

// SEC-21: one round trip over the spare path, then what was not acknowledged; how long that takes is the
// path's business.
BOOST_AUTO_TEST_CASE(a_session_goes_on_after_one_round_trip)
{
    std::vector<int> kinds; // of records on the spare path, in order, those of the agent as they are
    const auto note = [&](int sign) {
        return [&kinds, sign](std::size_t, Bytes record) {
            kinds.push_back(sign * record.front());
            return cordee::test::deliver(std::move(record));
        };
    };
    cordee::test::Rendezvous noted{
        context.get_executor(),
        [&] { return cordee::test::make_hostile_pipe(context.get_executor(), note(-1), note(1)); }};
    const Finish first_of_all{*this};
    use(noted);
    BOOST_REQUIRE(start());
    BOOST_REQUIRE(run([&] { return noted.pipes() == 1; }));
    agent.provider.module->port.send(0, as_view("said before"));
    first->close();
    BOOST_REQUIRE(run([&] { return contains(helping.log, "0: said before"); }));
    BOOST_REQUIRE(kinds.size() >= 3u);
    BOOST_TEST((std::vector<int>{kinds.begin(), kinds.begin() + 3} == std::vector<int>{0x08, -0x09, 0x10}));
}

BOOST_AUTO_TEST_CASE(a_session_waits_for_a_path_and_loses_nothing_meanwhile)
{
    meeting.close();
    BOOST_REQUIRE(start());
    first->close();
    for (int i = 0; i < 100; ++i)
        agent.provider.module->port.send(0, as_view(fmt::format("m{}", i)));
    context.poll();
    meeting.open();
    BOOST_TEST(run([&] { return contains(helping.log, "0: m99"); }));
    Log heard;
    for (const auto& line : helping.log)
        if (line.starts_with("0: "))
            heard.push_back(line);
    BOOST_REQUIRE(heard.size() == 100u);
    for (std::size_t i = 0; i < heard.size(); ++i)
        BOOST_TEST(heard[i] == fmt::format("0: m{}", i));
}

// SEC-22
BOOST_AUTO_TEST_CASE(without_a_path_a_session_ends_when_its_patience_does)
{
    meeting.close();
    helping.timing.patience = agent.timing.patience = std::chrono::milliseconds{50};
    BOOST_REQUIRE(start());
    first->close();
    BOOST_TEST(run([&] { return over(); }));
    BOOST_TEST((*helping.ended == Ended{Ending::resume, false}));
    BOOST_TEST((*agent.ended == Ended{Ending::resume, false}));
}

BOOST_AUTO_TEST_CASE(a_better_path_takes_over_while_the_first_one_still_works)
{
    meeting.rank(5); // no better than what is there
    BOOST_REQUIRE(start());
    BOOST_REQUIRE(pipes_are(1));
    BOOST_TEST(says_and_hears("over the first"));
    meeting.rank(0);
    BOOST_REQUIRE(pipes_are(2));
    BOOST_TEST(says_and_hears("over the better one"));
    BOOST_TEST(run([&] { return first_kept.expired(); }));
}

BOOST_AUTO_TEST_CASE(a_path_that_swallows_everything_is_left_for_another_one)
{
    agent.timing.suspect = helping.timing.suspect = std::chrono::milliseconds{60};
    std::size_t swallowed = 0;
    bool swallowing = false;
    const Finish first_of_all{*this};
    auto pipe = cordee::test::make_hostile_pipe(context.get_executor(), cordee::test::honest(),
                                                [&](std::size_t, Bytes record) {
                                                    if (!swallowing)
                                                        return cordee::test::deliver(std::move(record));
                                                    ++swallowed;
                                                    return cordee::test::Delivery{std::in_place};
                                                });
    BOOST_REQUIRE(run(std::move(pipe), [&] { return up(); }) && offer_accepted());
    BOOST_REQUIRE(pipes_are(1));
    swallowing = true;
    for (int i = 0; i < 20; ++i)
        agent.provider.module->port.send(0, as_view(fmt::format("m{}", i)));
    BOOST_TEST(run([&] { return contains(helping.log, "0: m19"); }));
    BOOST_TEST(swallowed > 0u);
}

namespace {

/// Says whether the login is unchanged when the test lets it.
struct FakeLogin : LoginState {
    explicit FakeLogin(const asio::any_io_executor& executor) : asked{executor} {}
    asio::awaitable<bool> unchanged() override
    {
        ++questions;
        while (!answer)
            co_await asked.wait();
        co_return *answer;
    }
    void say(bool unchanged_is)
    {
        answer = unchanged_is;
        asked.notify();
    }
    Signal asked;
    std::optional<bool> answer;
    int questions = 0;
};

} // namespace

BOOST_AUTO_TEST_CASE(input_waits_after_a_resume_until_the_login_was_seen_to_be_unchanged)
{
    FakeLogin login{context.get_executor()};
    const Finish first_of_all{*this};
    agent.login = &login;
    BOOST_REQUIRE(start());
    BOOST_REQUIRE(pipes_are(1));
    BOOST_TEST(says_and_hears("before"));
    first->close();
    helping.provider.module->port.send(1, as_view("key"));
    agent.provider.module->port.send(0, as_view("picture"));
    BOOST_REQUIRE(run([&] { return contains(helping.log, "0: picture") && login.questions == 1; }));
    context.poll();
    BOOST_TEST(!contains(agent.log, "1: key"));
    login.say(true);
    BOOST_TEST(run([&] { return contains(agent.log, "1: key"); }));
}

BOOST_AUTO_TEST_CASE(input_stays_off_when_the_login_changed_meanwhile)
{
    FakeLogin login{context.get_executor()};
    const Finish first_of_all{*this};
    login.answer = false;
    agent.login = &login;
    BOOST_REQUIRE(start());
    BOOST_REQUIRE(pipes_are(1));
    first->close();
    helping.provider.module->port.send(1, as_view("key"));
    BOOST_TEST(run([&] { return contains(helping.log, "permissions view"); }));
    helping.provider.module->port.send(1, as_view("another"));
    agent.provider.module->port.send(0, as_view("picture"));
    BOOST_TEST(run([&] { return contains(helping.log, "0: picture"); }));
    BOOST_TEST(!contains(agent.log, "1: key"));
    BOOST_TEST(!contains(agent.log, "1: another"));
}

BOOST_AUTO_TEST_CASE(more_connections_than_are_of_use_are_closed)
{
    agent.timing.suspect = helping.timing.suspect = std::chrono::hours{1};
    meeting.rank(0);
    std::vector<transport::Pipe> idle; // their other ends say nothing
    struct Giving final : PathSource {
        explicit Giving(std::vector<transport::Pipe>& of, const asio::any_io_executor& executor)
            : pipes{of}, never{executor}
        {}
        asio::awaitable<NewPath> next(int) override
        {
            while (pipes.empty())
                co_await never.wait();
            auto pipe = std::move(pipes.back());
            pipes.pop_back();
            kept.push_back(std::move(pipe.second));
            co_return NewPath{std::move(pipe.first), 0, "idle"};
        }
        [[nodiscard]] std::vector<std::string> own_candidates() const override { return {}; }
        void peer_candidates(std::vector<std::string>) override {}
        std::vector<transport::Pipe>& pipes;
        std::vector<std::unique_ptr<transport::Connection>> kept;
        Signal never;
    } source{idle, context.get_executor()};
    const Finish first_of_all{*this};
    for (int i = 0; i < 12; ++i)
        idle.push_back(transport::make_pipe(context.get_executor()));
    helping.paths = &source; // the side that answers
    agent.paths = nullptr;
    BOOST_REQUIRE(start());
    BOOST_TEST(run([&] { return source.kept.size() == 12u; }));
    BOOST_TEST(says_and_hears("still there"));
}

// SEC-34: the owner's policy and the person act on what runs.
BOOST_AUTO_TEST_CASE(policy_and_person_narrow_what_runs)
{
    BOOST_REQUIRE(start());
    agent.session->withdraw("remote-control", {"input"});
    BOOST_TEST(run([&] { return contains(helping.log, "permissions view"); }));
    BOOST_TEST(contains(agent.log, "permissions view"));
    agent.session->change_policy({{"remote-control"}, {}});
    BOOST_TEST(run([&] { return contains(helping.log, "ended remote-control 5 by peer"); }));
    BOOST_TEST(!agent.ended.has_value());
}

// The adversary

namespace {

/// Counts the bytes of every record that passes and does something at a chosen one of them: cuts, holds
/// everything back from then on until the path is given up, or repeats the record.
struct Adversary {
    enum class Deed { cut, stall, repeat };

    cordee::test::Tamper tamper()
    {
        return [this, broken = false](std::size_t, Bytes record) mutable -> cordee::test::Delivery {
            passed += record.size() + 4;
            if (broken)
                return cordee::test::Delivery{std::in_place};
            if (!awake || passed <= next)
                return cordee::test::deliver(std::move(record));
            const auto chance = random() % 10; // waiting takes time
            const auto deed = chance == 0 ? Deed::stall : chance < 6 ? Deed::cut : Deed::repeat;
            next = passed + 1 + random() % spacing;
            broken = deed == Deed::stall;
            if (deed == Deed::cut) {
                ++cuts;
                return std::nullopt;
            }
            if (deed == Deed::stall)
                return cordee::test::Delivery{std::in_place};
            return cordee::test::Delivery{std::vector<Bytes>(2, record)};
        };
    }

    explicit Adversary(std::uint64_t seed, std::size_t apart) : random{seed}, spacing{apart} {}
    /// Lets the session begin first.
    void wake()
    {
        awake = true;
        next = passed + random() % spacing;
    }
    bool awake = false;
    std::mt19937_64 random;
    std::size_t spacing;
    std::size_t passed = 0;
    std::size_t next = 0;
    std::size_t cuts = 0;
};

std::string numbered(int number, std::size_t size)
{
    auto text = fmt::format("{:08}", number);
    text.resize(std::max(size, text.size()), '.');
    return text;
}

} // namespace

// SEC-16, SEC-19: 10,000 cuts of a seeded adversary, with repeated records and stalls between them.
BOOST_AUTO_TEST_CASE(each_message_arrives_once_and_in_order_under_an_adversary)
{
    constexpr std::size_t kCuts = 10'000;
    std::size_t cuts = 0;
    for (std::uint64_t seed = 1; cuts < kCuts; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed)
        {
            TwoSides sides;
            Adversary adversary{seed, seed % 2 == 0 ? 400U : 4000U};
            cordee::test::Rendezvous place{sides.context.get_executor(), [&] {
                                               // Tries that were not confirmed are limited by the minute.
                                               sides.clock.advance(std::chrono::seconds{61});
                                               return cordee::test::make_hostile_pipe(
                                                   sides.context.get_executor(), adversary.tamper(),
                                                   adversary.tamper());
                                           }};
            const Finish first_of_all{sides};
            sides.helping.paths = &place.first;
            sides.agent.paths = &place.second;
            for (auto* side : {&sides.helping, &sides.agent}) {
                side->timing.suspect = side->timing.attach = std::chrono::milliseconds{10};
                side->timing.silent = std::chrono::milliseconds{20};
                side->timing.acknowledge = std::chrono::milliseconds{1};
                side->timing.watch = std::chrono::hours{1};
            }
            auto pipe = cordee::test::make_hostile_pipe(sides.context.get_executor(), adversary.tamper(),
                                                        adversary.tamper());
            BOOST_REQUIRE(sides.run(std::move(pipe), [&] { return sides.up(); }) && sides.offer_accepted());
            adversary.wake();
            const auto before = sides.helping.log.size();
            const auto before_agent = sides.agent.log.size();
            constexpr int kMessages = 300;
            std::mt19937_64 sizes{seed};
            for (int i = 0; i < kMessages; ++i) {
                sides.agent.provider.module->port.send(0, as_view(numbered(i, sizes() % 3000)));
                sides.helping.provider.module->port.send(1, as_view(numbered(i, sizes() % 300)));
                if (i % 10 == 9)
                    sides.run([&] {
                        return sides.over() ||
                               sides.helping.log.size() - before > static_cast<std::size_t>(i) / 2;
                    });
            }
            const bool all = sides.run([&] {
                return sides.over() || (sides.helping.log.size() - before >= kMessages &&
                                        sides.agent.log.size() - before_agent >= kMessages);
            });
            BOOST_REQUIRE(all);
            BOOST_REQUIRE(!sides.over());
            std::mt19937_64 again{seed};
            for (int i = 0; i < kMessages; ++i) {
                const auto large = numbered(i, again() % 3000);
                const auto small = numbered(i, again() % 300);
                BOOST_REQUIRE(sides.helping.log[before + static_cast<std::size_t>(i)] ==
                              "0: " + brief(as_view(large)));
                BOOST_REQUIRE(sides.agent.log[before_agent + static_cast<std::size_t>(i)] ==
                              "1: " + brief(as_view(small)));
            }
            cuts += adversary.cuts;
        }
    }
    BOOST_TEST_MESSAGE(cuts << " cuts");
}

BOOST_AUTO_TEST_SUITE_END()
