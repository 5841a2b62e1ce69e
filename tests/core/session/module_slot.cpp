#include "core/session/module_slot.hpp"

#include "core/session/inbox.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include <map>

using namespace cordee;
using namespace cordee::session;
using Log = std::vector<std::string>;

namespace {

struct FakeModule : Module {
    explicit FakeModule(Log& to) : log{to} {}
    bool received(std::uint16_t channel, View message) override
    {
        if (!has_room || channel == full)
            return false;
        log.push_back(
            fmt::format("received {} {}", channel, message.size() < 20 ? as_text(message) : "large"));
        return true;
    }
    void writable() override { log.emplace_back("writable"); }
    void peer_restarted() override { log.emplace_back("peer restarted"); }
    void permissions_changed(const std::vector<std::string>& now) override
    {
        log.push_back(fmt::format("permissions {}", fmt::join(now, ",")));
    }
    void rate_changed(std::uint64_t) override {}
    boost::asio::awaitable<void> stop() override { co_return; }
    Log& log;
    bool has_room = true;
    int full = -1; ///< channel
};

struct ModuleSlotFixture : ModuleSlot::Owner {
    void send_control(const ControlMessage& message) override { control.push_back(message); }
    void send_message(std::uint16_t channel, const ChannelSpec&, Bytes message) override
    {
        const auto number = decode_channel(channel);
        log.push_back(fmt::format("send {}.{}.{} {}", number.slot, number.generation, number.index,
                                  message.size() < 20 ? as_text(message) : "large"));
    }
    void drop_other_generations(std::uint8_t, std::uint32_t generation) override
    {
        log.push_back(fmt::format("drop all but {}", generation));
    }
    void module_finished(std::uint8_t) override { log.emplace_back("finished"); }
    void module_failed(std::uint8_t, std::string why) override { log.push_back("failed " + why); }

    FakeModule& attach()
    {
        auto made = std::make_unique<FakeModule>(log);
        auto& module = *made;
        slot.attach(std::move(made));
        return module;
    }

    SessionWindow& window() override { return all; }

    Log log;
    std::vector<ControlMessage> control;
    SessionWindow all;
    ModuleSlot slot{3,
                    {"x", {1, 0, 0}, "p", {"view", "input"}, {PriorityClass::screen, PriorityClass::input}},
                    {"view", "input"},
                    *this};
};

void expect(const Log& log, const Log& expected)
{
    BOOST_TEST(log == expected, boost::test_tools::per_element());
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(module_slot, ModuleSlotFixture)

BOOST_AUTO_TEST_CASE(channel_numbers_come_back)
{
    for (const ChannelNumber number :
         {ChannelNumber{1, 0, 0}, ChannelNumber{31, 127, 15}, ChannelNumber{16, 64, 8}}) {
        const auto back = decode_channel(encode_channel(number));
        BOOST_TEST(back.slot == number.slot);
        BOOST_TEST(back.generation == number.generation);
        BOOST_TEST(back.index == number.index);
    }
}

BOOST_AUTO_TEST_CASE(what_comes_before_the_module_runs_waits_for_it)
{
    BOOST_TEST(slot.deliver(1, to_bytes("a")).has_value());
    attach();
    BOOST_TEST(slot.deliver(0, to_bytes("b")).has_value());
    expect(log, {"received 1 a", "received 0 b"});
}

BOOST_AUTO_TEST_CASE(what_the_module_says_before_the_other_side_knows_it_is_held)
{
    slot.send(0, as_view("early"));
    expect(log, {});
    slot.open();
    slot.send(1, as_view("late"));
    expect(log, {"send 3.0.0 early", "send 3.0.1 late"});
}

BOOST_AUTO_TEST_CASE(a_slow_module_gets_its_messages_in_order_when_it_has_room)
{
    auto& module = attach();
    module.has_room = false;
    (void)slot.deliver(0, to_bytes("a"));
    (void)slot.deliver(0, to_bytes("b"));
    expect(log, {});
    module.has_room = true;
    slot.resume();
    expect(log, {"received 0 a", "received 0 b"});
}

BOOST_AUTO_TEST_CASE(credit_comes_back_as_the_module_takes)
{
    attach();
    for (int i = 0; i < 3; ++i)
        (void)slot.deliver(1, Bytes(200'000));
    BOOST_REQUIRE(control.size() == 1u);
    BOOST_TEST((control[0] == ControlMessage{Credit{3, 0, 1, 400'002}}));
}

BOOST_AUTO_TEST_CASE(sending_stops_at_the_window_and_goes_on_with_credit)
{
    attach();
    slot.open();
    BOOST_TEST(slot.send(0, Bytes(kChannelWindow)));
    BOOST_TEST(!slot.send(0, as_view("x")));
    BOOST_TEST(slot.credit({3, 0, 0, 1}).has_value());
    BOOST_TEST(log.back() == "send 3.0.0 large");
    BOOST_TEST(slot.credit({3, 0, 0, 1'000'000}).has_value());
    BOOST_TEST(log.back() == "writable");
    BOOST_TEST(slot.send(0, as_view("x")));
    BOOST_TEST((slot.credit({3, 0, 0, 1u << 30}).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(a_full_channel_stops_nothing_but_itself)
{
    auto& module = attach();
    slot.open();
    BOOST_TEST(slot.send(0, Bytes(kChannelWindow)));
    BOOST_TEST(!slot.send(0, as_view("x")));
    BOOST_TEST(slot.send(1, as_view("key")));
    BOOST_TEST(log.back() == "send 3.0.1 key");
    module.full = 0;
    (void)slot.deliver(0, to_bytes("waits"));
    (void)slot.deliver(1, to_bytes("arrives"));
    BOOST_TEST(log.back() == "received 1 arrives");
    BOOST_TEST((slot.credit({3, 0, 9, 1}).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(who_sends_more_than_it_may_is_stopped)
{
    attach().has_room = false;
    BOOST_TEST(slot.deliver(0, Bytes(kMaxMessage)).has_value());
    BOOST_TEST((slot.deliver(0, {}).error() == Errc::exhausted));
}

BOOST_AUTO_TEST_CASE(all_modules_together_send_no_more_than_the_sessions_window)
{
    std::vector<std::unique_ptr<ModuleSlot>> others;
    for (std::uint8_t number = 4; number < 12; ++number) {
        others.push_back(std::make_unique<ModuleSlot>(
            number, ModuleInfo{"y", {1, 0, 0}, "p", {"view"}, {PriorityClass::bulk}},
            std::vector<std::string>{"view"}, *this));
        others.back()->open();
        BOOST_TEST(others.back()->send(0, Bytes(kChannelWindow)));
    }
    attach();
    slot.open();
    BOOST_TEST(!slot.send(0, Bytes(100'000)));
    BOOST_TEST(slot.send(0, Bytes(kAlwaysRoom - 1))); // small things go on
    BOOST_TEST(!slot.send(0, {}));
    log.clear();
    BOOST_TEST(others.front()->credit({4, 0, 0, 100'000}).has_value());
    expect(log, {"writable"});
    BOOST_TEST(slot.send(0, Bytes(100'000)));
    BOOST_TEST(!slot.send(0, Bytes(100'000)));
    log.clear();
    others.pop_back(); // its end makes room too
    expect(log, {"writable"});
    others.clear();
    BOOST_TEST(all.sent == kAlwaysRoom + 100'001);
}

BOOST_AUTO_TEST_CASE(who_sends_more_than_the_sessions_window_is_stopped)
{
    auto& module = attach();
    std::vector<std::unique_ptr<ModuleSlot>> others;
    for (std::uint8_t number = 4; number < 12; ++number) {
        others.push_back(std::make_unique<ModuleSlot>(
            number, ModuleInfo{"y", {1, 0, 0}, "p", {"view"}, {PriorityClass::bulk}},
            std::vector<std::string>{"view"}, *this));
        BOOST_TEST(others.back()->deliver(0, Bytes(kChannelWindow)).has_value()); // and nobody takes it
    }
    BOOST_TEST((slot.deliver(0, Bytes(100'000)).error() == Errc::exhausted));
    // What is small and taken at once is credited soon enough to go on for ever.
    for (int i = 0; i < 1'000; ++i)
        BOOST_REQUIRE(slot.deliver(1, Bytes(1'000)).has_value());
    module.has_room = false;
    std::size_t kept = 0;
    while (slot.deliver(1, Bytes(1'000)))
        ++kept;
    BOOST_TEST(kept <= kAlwaysRoom / 1'000);
    others.clear();
    BOOST_TEST(all.held <= kAlwaysRoom);
}

BOOST_AUTO_TEST_CASE(what_was_taken_is_credited_when_the_session_is_crowded)
{
    attach();
    (void)slot.deliver(0, Bytes(20'000)); // taken, and too little to speak of
    BOOST_TEST(control.empty());
    ModuleSlot other{4, {"y", {1, 0, 0}, "p", {"view"}, {PriorityClass::bulk}}, {"view"}, *this};
    (void)other.deliver(0, Bytes(kSessionWindow / 2));
    BOOST_REQUIRE(control.size() == 1u);
    BOOST_TEST((control[0] == ControlMessage{Credit{3, 0, 0, 20'001}}));
}

BOOST_AUTO_TEST_CASE(a_new_life_uses_new_channels_and_tells_the_other_side)
{
    attach();
    slot.open();
    slot.send(0, as_view("old"));
    slot.restarted();
    slot.send(0, as_view("new"));
    expect(log, {"send 3.0.0 old", "drop all but 1", "send 3.1.0 new"});
    BOOST_TEST((control.at(0) == ControlMessage{Restart{3, 1}}));
    BOOST_TEST(!slot.is_open({3, 0, 0}));
    BOOST_TEST(slot.is_open({3, 1, 0}));
    BOOST_TEST(slot.credit({3, 0, 0, 1u << 30}).has_value()); // for the former self: nobody counts it
}

BOOST_AUTO_TEST_CASE(when_the_other_half_begins_anew_old_messages_are_gone_and_the_module_hears_of_it)
{
    auto& module = attach();
    slot.open();
    module.has_room = false;
    (void)slot.deliver(0, to_bytes("of the former self"));
    slot.send(0, Bytes(kChannelWindow));
    BOOST_TEST(!slot.send(0, as_view("x")));
    log.clear();
    slot.peer_restarted(1);
    module.has_room = true;
    slot.resume();
    expect(log, {"drop all but 1", "peer restarted", "writable"});
}

BOOST_AUTO_TEST_CASE(both_beginning_anew_at_once_meet_in_one_generation)
{
    attach();
    slot.open();
    slot.restarted();
    slot.peer_restarted(1);
    slot.send(0, as_view("x"));
    expect(log, {"drop all but 1", "peer restarted", "send 3.1.0 x"});
}

// SEC-34
BOOST_AUTO_TEST_CASE(permissions_never_exceed_what_was_consented_to)
{
    attach();
    slot.set_permissions({"view", "shell"});
    expect(log, {"permissions view"});
    slot.take_back({"input"});
    slot.set_permissions({"view", "input", "shell"});
    BOOST_TEST(slot.permissions().size() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
