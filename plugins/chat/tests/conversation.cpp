// Two halves with a wire between them that fills up, and halves that are ended and begin anew with what they
// kept.
#include "conversation.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <memory>
#include <random>

using namespace cordee::chat;

namespace {

/// One half with its storage; ended and made anew by restart().
class Half final : public Conversation::Around {
public:
    explicit Half(std::uint64_t history) { state_.own_history = history; }

    bool send(View message) override
    {
        if (out.size() >= room)
            return false;
        out.emplace_back(message.begin(), message.end());
        return true;
    }
    bool show(const Said& said) override
    {
        if (!watching)
            return false;
        shown.push_back(std::get<Text>(said.entry.content).text);
        return true;
    }
    void keep(const Said& said) override { kept_[said.place] = said; }
    void forget(const Said& said) override { kept_.erase(said.place); }
    void keep(const State& state) override { state_ = state; }

    void start()
    {
        out.clear();
        std::deque<Said> kept;
        for (const auto& [place, said] : kept_)
            kept.push_back(said);
        conversation = std::make_unique<Conversation>(*this, state_, std::move(kept));
        conversation->begin();
    }
    void lose_storage(std::uint64_t history)
    {
        kept_.clear();
        state_ = {};
        state_.own_history = history;
    }
    void say(const std::string& text) { conversation->say(Text{text}, 1); }
    [[nodiscard]] std::size_t kept() const { return kept_.size(); }

    std::deque<Bytes> out;
    std::size_t room = 1000;
    bool watching = true;
    std::vector<std::string> shown;
    std::unique_ptr<Conversation> conversation;

private:
    State state_;
    std::map<std::uint64_t, Said> kept_;
};

bool deliver_one(Half& from, Half& to)
{
    if (from.out.empty())
        return false;
    const auto message = from.out.front();
    from.out.pop_front();
    BOOST_REQUIRE(to.conversation->received(message));
    from.conversation->go_on();
    return true;
}

void deliver_all(Half& a, Half& b)
{
    for (bool more = true; more;) {
        const bool there = deliver_one(a, b);
        more = deliver_one(b, a) || there;
    }
}

/// As the core does it: nothing of the time before arrives.
void restart(Half& one, Half& other)
{
    other.out.clear();
    one.start();
    other.conversation->begin();
}

struct Pair {
    Half a{11};
    Half b{22};
    Pair()
    {
        a.start();
        b.start();
        deliver_all(a, b);
    }
};

std::vector<std::string> numbers(int count)
{
    std::vector<std::string> out;
    for (int i = 0; i < count; ++i)
        out.push_back(std::to_string(i));
    return out;
}

} // namespace

BOOST_FIXTURE_TEST_CASE(what_is_said_is_shown_and_marked, Pair)
{
    b.watching = false;
    a.say("hello");
    BOOST_TEST((a.conversation->mark(a.conversation->said().front()) == Mark::waiting));
    deliver_all(a, b);
    BOOST_TEST(b.shown.empty());
    BOOST_TEST((a.conversation->mark(a.conversation->said().front()) == Mark::delivered));
    b.watching = true;
    b.conversation->go_on();
    deliver_all(a, b);
    BOOST_TEST(b.shown == std::vector<std::string>{"hello"});
    BOOST_TEST((a.conversation->mark(a.conversation->said().front()) == Mark::seen));
}

BOOST_FIXTURE_TEST_CASE(a_full_channel_loses_and_overtakes_nothing, Pair)
{
    a.room = 1;
    for (const auto& text : numbers(50))
        a.say(text);
    BOOST_TEST(a.out.size() == 1u);
    deliver_all(a, b);
    BOOST_TEST(b.shown == numbers(50));
    BOOST_TEST(a.conversation->waiting() == 0u);
}

BOOST_FIXTURE_TEST_CASE(typing_is_told_and_ends_with_the_message, Pair)
{
    a.conversation->typing(true);
    deliver_all(a, b);
    BOOST_TEST(b.conversation->peer_types());
    a.say("done");
    deliver_all(a, b);
    BOOST_TEST(!b.conversation->peer_types());
}

BOOST_FIXTURE_TEST_CASE(a_half_that_begins_anew_knows_what_was_said, Pair)
{
    a.say("one");
    b.say("two");
    deliver_all(a, b);
    b.say("lost on the way");
    restart(a, b);
    deliver_all(a, b);
    BOOST_TEST(a.conversation->said().size() == 3u);
    BOOST_TEST(a.shown == (std::vector<std::string>{"two", "lost on the way"}));
    BOOST_TEST(b.shown == std::vector<std::string>{"one"});
}

BOOST_FIXTURE_TEST_CASE(a_half_that_lost_its_storage_gets_all_of_it_again, Pair)
{
    a.say("one");
    b.say("two");
    deliver_all(a, b);
    a.lose_storage(33);
    restart(a, b);
    deliver_all(a, b);
    a.say("three");
    deliver_all(a, b);
    BOOST_TEST(b.shown == (std::vector<std::string>{"one", "three"}));
    BOOST_TEST(a.shown == (std::vector<std::string>{"two", "two"}));
}

BOOST_FIXTURE_TEST_CASE(only_so_much_is_remembered, Pair)
{
    for (const auto& text : numbers(Conversation::kMostEntries + 20))
        a.say(text);
    deliver_all(a, b);
    BOOST_TEST(a.kept() == Conversation::kMostEntries);
    BOOST_TEST(b.kept() == Conversation::kMostEntries);
    const auto large = std::string(kMaxText, 'a');
    for (int i = 0; i < 600; ++i)
        a.say(large);
    BOOST_TEST(a.kept() <= Conversation::kMostBytes / kMaxText);
    a.lose_storage(44);
    b.lose_storage(55);
    restart(a, b);
    deliver_all(a, b);
}

BOOST_FIXTURE_TEST_CASE(a_half_that_breaks_the_rules_is_refused, Pair)
{
    BOOST_TEST(!b.conversation->received(encode(Delivered{1})));
    BOOST_TEST(!b.conversation->received(encode(Seen{5})));
    BOOST_TEST(!b.conversation->received(Bytes{}));
    BOOST_TEST(!b.conversation->received(encode(Hello{1, 11, 22, 1})));
    BOOST_TEST(b.conversation->received(encode(Entry{9, 1, Text{"numbers may be left out"}})));
    b.conversation->begin();
    BOOST_TEST(!b.conversation->received(encode(Entry{10, 1, Text{"before hello"}})));
}

/// Whatever happens to the two halves, each thing that was said is shown once, in order.
BOOST_DATA_TEST_CASE(breaks_at_any_moment_lose_and_repeat_nothing, boost::unit_test::data::xrange(200), seed)
{
    std::mt19937 random(static_cast<unsigned>(seed));
    Pair pair;
    auto& [a, b] = pair;
    int said_a = 0;
    int said_b = 0;
    for (int step = 0; step < 300; ++step)
        switch (random() % 8) {
        case 0:
            a.say(std::to_string(said_a++));
            break;
        case 1:
            b.say(std::to_string(said_b++));
            break;
        case 2:
            restart(a, b);
            break;
        case 3:
            restart(b, a);
            break;
        case 4:
            a.room = random() % 3 + 1;
            b.watching = random() % 2 == 0;
            break;
        default:
            random() % 2 == 0 ? deliver_one(a, b) : deliver_one(b, a);
        }
    b.watching = true;
    b.conversation->go_on();
    deliver_all(a, b);
    BOOST_TEST(b.shown == numbers(said_a));
    BOOST_TEST(a.shown == numbers(said_b));
    BOOST_TEST(a.conversation->waiting() + b.conversation->waiting() == 0u);
}
