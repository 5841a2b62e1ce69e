#include "tests/support/hostile_pipe.hpp"
#include "two_sides.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;

BOOST_FIXTURE_TEST_SUITE(session, TwoSides)

BOOST_AUTO_TEST_CASE(a_module_is_offered_checked_asked_for_and_started_on_both_sides)
{
    BOOST_REQUIRE(run_up());
    BOOST_REQUIRE(offer_accepted());
    BOOST_TEST(agent.log ==
                   (Log{"prepare remote-control", "asked by Olga of Helpers for remote-control view,input",
                        "start remote-control view,input for Olga", "started remote-control view,input"}),
               boost::test_tools::per_element());
    BOOST_TEST(helping.log == (Log{"prepare remote-control", "start remote-control view,input for reception",
                                   "started remote-control view,input"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(messages_travel_both_ways_whole)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    agent.provider.module->port.send(0, Bytes(5'000'000));
    helping.provider.module->port.send(1, as_view("key"));
    BOOST_TEST(
        run([&] { return contains(agent.log, "1: key") && contains(helping.log, "0: (5000000 bytes)"); }));
}

BOOST_AUTO_TEST_CASE(both_ends_stop_when_one_ends_and_hear_who)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    helping.session->end();
    BOOST_REQUIRE(run([&] { return over(); }));
    BOOST_TEST((*helping.ended == Ended{Ending::finished, false}));
    BOOST_TEST((*agent.ended == Ended{Ending::finished, true}));
    BOOST_TEST(contains(agent.log, "stopped"));
    BOOST_TEST(contains(helping.log, "stopped"));
    BOOST_TEST(agent.log.back() == "destroyed");
}

BOOST_AUTO_TEST_CASE(a_module_that_the_person_ends_ends_there_too_and_the_session_goes_on)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    agent.provider.module->port.finished();
    BOOST_TEST(run([&] { return contains(helping.log, "destroyed") && contains(agent.log, "destroyed"); }));
    BOOST_TEST(contains(helping.log, "ended remote-control 0 by peer"));
    BOOST_TEST(!helping.ended.has_value());
    BOOST_TEST(offer_accepted());
}

BOOST_AUTO_TEST_CASE(either_person_ends_a_module_and_the_session_goes_on)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    BOOST_TEST(!helping.session->stop("chat"));
    for (auto* one : {&helping, &agent}) {
        auto& other = one == &helping ? agent : helping;
        BOOST_TEST(one->session->stop("remote-control"));
        BOOST_TEST(!one->session->stop("remote-control"));
        BOOST_TEST(run([&] { return contains(other.log, "ended remote-control 0 by peer"); }));
        BOOST_TEST(contains(one->log, "ended remote-control 0"));
        BOOST_TEST(!helping.ended.has_value());
        BOOST_TEST(offer_accepted());
    }
}

BOOST_AUTO_TEST_CASE(a_plugin_that_dies_for_good_costs_only_its_module)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    helping.provider.module->port.failed(" it crashes");
    BOOST_TEST(run([&] { return contains(agent.log, "destroyed"); }));
    BOOST_TEST(contains(helping.log, "ended remote-control 11 it crashes"));
    BOOST_TEST(contains(agent.log, "ended remote-control 11 by peer"));
    BOOST_TEST(!agent.ended.has_value());
}

BOOST_AUTO_TEST_CASE(after_a_restart_only_what_is_new_arrives)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    auto& port = agent.provider.module->port;
    port.send(0, Bytes(3'000'000));
    port.restarted();
    port.send(0, as_view("new"));
    BOOST_TEST(run([&] { return contains(helping.log, "0: new"); }));
    BOOST_TEST(!contains(helping.log, "0: (3000000 bytes)"));
    BOOST_TEST(contains(helping.log, "peer restarted"));
}

// Consent and policy

BOOST_AUTO_TEST_CASE(the_person_may_allow_less)
{
    agent.consent.says = {"view"};
    BOOST_REQUIRE(run_up() && offer_accepted());
    BOOST_TEST(contains(helping.log, "started remote-control view"));
    BOOST_TEST(contains(agent.log, "start remote-control view for Olga"));
}

BOOST_AUTO_TEST_CASE(without_consent_nothing_starts)
{
    agent.consent.says = {};
    BOOST_REQUIRE(run_up());
    BOOST_TEST(!offer_accepted());
    BOOST_TEST(contains(helping.log, "ended remote-control 7 by peer"));
    BOOST_TEST(agent.provider.module == nullptr);
    BOOST_TEST(!agent.ended.has_value());
}

// SEC-34: what the person says beyond what was asked counts for nothing.
BOOST_AUTO_TEST_CASE(consent_cannot_widen)
{
    agent.consent.says = {"view", "input", "shell"};
    grant.parts[0].perms = {"view"};
    set_grant();
    BOOST_REQUIRE(run_up() && offer_accepted());
    BOOST_TEST(contains(agent.log, "started remote-control view"));
}

// SEC-34
BOOST_AUTO_TEST_CASE(the_operators_own_program_refuses_what_the_grant_does_not_allow)
{
    grant.parts[0].mods.clear();
    set_grant();
    BOOST_REQUIRE(run_up());
    BOOST_TEST(!offer_accepted());
    BOOST_TEST((offered->error() == Errc::not_permitted));
    BOOST_TEST(helping.log.empty());
    BOOST_TEST(agent.log.empty());
}

// SEC-34: an operator's program that was changed to believe another grant.
BOOST_AUTO_TEST_CASE(the_agent_refuses_what_the_grant_does_not_allow_whatever_the_operator_says)
{
    grant.parts[0].mods.clear();
    set_grant();
    BOOST_REQUIRE(run_up());
    auto wider = grant;
    wider.seq = 2;
    wider.jti = "g2";
    wider.parts[0].mods = {{"remote-control", {0, 1, 0}, "ours"}};
    BOOST_REQUIRE(helping.session->renew(crypto::sign_grant(wider, forger_key, "forger")).has_value());
    BOOST_TEST(!offer_accepted());
    BOOST_TEST(contains(helping.log, "ended remote-control 5 by peer"));
    BOOST_TEST(agent.log.empty());
    BOOST_TEST(!agent.ended.has_value());
}

// SEC-34
BOOST_AUTO_TEST_CASE(the_owner_of_the_machine_may_forbid_a_module_or_a_permission)
{
    agent.policy.denied_permissions = {"input"};
    BOOST_REQUIRE(run_up() && offer_accepted());
    BOOST_TEST(contains(agent.log, "started remote-control view"));

    TwoSides second;
    second.agent.policy.denied_modules = {"remote-control"};
    BOOST_REQUIRE(second.run_up());
    BOOST_TEST(!second.offer_accepted());
    BOOST_TEST(second.agent.log.empty());
}

// SEC-39
BOOST_AUTO_TEST_CASE(a_module_of_another_publisher_or_version_is_refused)
{
    agent.provider.publisher = "somebody";
    BOOST_REQUIRE(run_up());
    BOOST_TEST(!offer_accepted());
    BOOST_TEST(agent.provider.module == nullptr);

    TwoSides second;
    second.agent.provider.version = {0, 2, 0};
    BOOST_REQUIRE(second.run_up());
    BOOST_TEST(!second.offer_accepted());
    BOOST_TEST(contains(second.helping.log, "ended remote-control 11 by peer"));
}

BOOST_AUTO_TEST_CASE(a_module_that_does_not_start_there_ends_here_and_the_session_goes_on)
{
    agent.provider.start_error = Errc::refused;
    BOOST_REQUIRE(run_up());
    BOOST_TEST(!offer_accepted());
    BOOST_TEST(helping.provider.module == nullptr);
    BOOST_TEST(!agent.ended.has_value());
    agent.provider.start_error.reset();
    helping.provider.start_error = Errc::refused;
    BOOST_TEST(!offer_accepted());
    BOOST_TEST(run([&] { return contains(agent.log, "destroyed"); }));
    helping.provider.start_error.reset();
    BOOST_TEST(offer_accepted());
}

// Grants over time

// SEC-35
BOOST_AUTO_TEST_CASE(without_a_new_grant_the_session_ends_a_minute_after_the_old_one)
{
    BOOST_REQUIRE(run_up());
    clock.advance(std::chrono::minutes{15} + std::chrono::seconds{60});
    run_awaitable(context, [](asio::io_context& on) -> asio::awaitable<void> {
        asio::steady_timer timer{on, std::chrono::milliseconds{30}};
        co_await timer.async_wait(asio::use_awaitable);
    }(context));
    BOOST_TEST(!over());
    clock.advance(std::chrono::seconds{1});
    BOOST_TEST(run([&] { return over(); }));
    BOOST_TEST((agent.ended->ending == Ending::expired));
}

// SEC-35: turning the clock back extends nothing.
BOOST_AUTO_TEST_CASE(a_clock_that_is_turned_back_extends_nothing)
{
    BOOST_REQUIRE(helping.verifier.verify(sign(grant)).has_value());
    BOOST_REQUIRE(agent.verifier.verify(sign(grant)).has_value());
    BOOST_REQUIRE(run_up());
    clock.advance(std::chrono::minutes{17});
    clock.set(clock.now() - std::chrono::hours{5});
    BOOST_TEST(run([&] { return over(); }));
}

BOOST_AUTO_TEST_CASE(a_renewal_carries_the_session_on)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    auto next = grant;
    next.seq = 2;
    next.jti = "g2";
    clock.advance(std::chrono::minutes{10});
    next.iat = next.nbf = clock.now();
    next.exp = clock.now() + std::chrono::minutes{15};
    BOOST_TEST(helping.session->renew(sign(next)).has_value());
    BOOST_TEST(run([&] { return agent.session->grant().seq == 2; }));
    clock.advance(std::chrono::minutes{10});
    helping.provider.module->port.send(1, as_view("still here"));
    BOOST_TEST(run([&] { return contains(agent.log, "1: still here"); }));
    BOOST_TEST(helping.session->renew(sign(grant)).has_error());
}

// SEC-36
BOOST_AUTO_TEST_CASE(a_renewal_that_takes_a_permission_or_a_module_away_acts_at_once_on_both_sides)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    auto next = grant;
    next.seq = 2;
    next.jti = "g2";
    next.parts[0].perms = {"view"};
    BOOST_TEST(helping.session->renew(sign(next)).has_value());
    BOOST_TEST(run([&] {
        return contains(agent.log, "permissions view") && contains(helping.log, "permissions view");
    }));
    next.seq = 3;
    next.jti = "g3";
    next.parts[0].mods.clear();
    BOOST_TEST(helping.session->renew(sign(next)).has_value());
    BOOST_TEST(run([&] { return contains(agent.log, "destroyed") && contains(helping.log, "destroyed"); }));
    BOOST_TEST(!agent.ended.has_value());
}

// SEC-36
BOOST_AUTO_TEST_CASE(a_revocation_ends_the_session)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    auto revoke = grant;
    revoke.typ = "revoke";
    revoke.seq = 2;
    revoke.jti = "g2";
    BOOST_TEST(helping.session->renew(sign(revoke)).has_value());
    BOOST_TEST(run([&] { return over(); }));
    BOOST_TEST((agent.ended->ending == Ending::revoked));
}

// Safety digits

// SEC-28
BOOST_AUTO_TEST_CASE(both_people_read_the_same_digits_and_different_ones_end_the_session)
{
    BOOST_REQUIRE(run_up());
    BOOST_REQUIRE(run([&] { return !helping.events.digits.empty() && !agent.events.digits.empty(); }));
    BOOST_TEST(helping.events.digits.size() == 6u);
    BOOST_TEST(helping.events.digits == agent.events.digits);
    BOOST_TEST(helping.session->verified());
    agent.session->digits_compared(false);
    BOOST_TEST(run([&] { return over(); }));
    BOOST_TEST((*agent.ended == Ended{Ending::sas, false}));
    BOOST_TEST((*helping.ended == Ended{Ending::sas, true}));
}

// SEC-29: the broker's word alone lets nobody control a machine.
BOOST_AUTO_TEST_CASE(an_account_only_session_does_nothing_until_the_digits_were_compared)
{
    grant.ways = {"account"};
    for (auto* side : {&helping, &agent}) {
        side->handshake.way = wire::Way::account;
        side->handshake.credential = AccountOnly{};
    }
    set_grant();
    BOOST_REQUIRE(run_up());
    BOOST_TEST(!agent.session->verified());
    BOOST_TEST(!helping.session->verified());
    BOOST_TEST(!offer_accepted());
    BOOST_TEST(contains(helping.log, "ended remote-control 8 by peer"));
    BOOST_TEST(agent.log.empty());
    BOOST_REQUIRE(run([&] { return !agent.events.digits.empty(); }));
    agent.session->digits_compared(true);
    BOOST_TEST(agent.session->verified());
    BOOST_TEST(run([&] { return contains(helping.log, "equal there"); }));
    BOOST_TEST(!helping.session->verified()); // each side trusts its own person alone
    BOOST_TEST(offer_accepted());
}

// SEC-28
BOOST_AUTO_TEST_CASE(digits_that_nobody_can_have_read_yet_are_not_equal)
{
    BOOST_REQUIRE(run_up());
    agent.session->digits_compared(true);
    BOOST_REQUIRE(run([&] { return !helping.events.digits.empty(); }));
    BOOST_TEST(!contains(helping.log, "equal there"));
}

// Colleagues

BOOST_AUTO_TEST_CASE(without_the_input_a_session_sees_and_types_nothing_and_gets_it_back)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    agent.session->focus(false);
    BOOST_TEST(run([&] { return contains(helping.log, "permissions view") && !helping.events.focused; }));
    helping.provider.module->port.send(1, as_view("key"));
    agent.provider.module->port.send(0, as_view("picture"));
    BOOST_TEST(run([&] { return contains(helping.log, "0: picture"); }));
    BOOST_TEST(!contains(agent.log, "1: key"));
    helping.session->focus(true); // asks for it
    BOOST_TEST(run([&] { return agent.events.asked_for_focus; }));
    agent.session->focus(true);
    BOOST_TEST(run([&] { return contains(helping.log, "permissions view,input"); }));
    helping.provider.module->port.send(1, as_view("another key"));
    BOOST_TEST(run([&] { return contains(agent.log, "1: another key"); }));
}

// SEC-34: giving the input back never gives more than what was consented to and is still allowed.
BOOST_AUTO_TEST_CASE(the_input_that_comes_back_is_not_more_than_what_is_allowed)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    agent.session->focus(false);
    agent.session->withdraw("remote-control", {"input"});
    agent.session->focus(true);
    agent.provider.module->port.send(0, as_view("picture"));
    BOOST_TEST(run([&] { return contains(helping.log, "0: picture"); }));
    BOOST_TEST(!contains(helping.log, "permissions view,input"));
}

BOOST_AUTO_TEST_CASE(who_controls_may_bring_somebody)
{
    BOOST_REQUIRE(run_up());
    helping.session->introduce({"Bob", {1}, {2}, "{}"});
    BOOST_TEST(run([&] { return contains(agent.log, "introduced Bob"); }));
    agent.session->introduce({"Eve", {1}, {2}, "{}"});
    BOOST_TEST(!agent.ended.has_value());
}

// SEC-34: neither a new module nor a message that may be lost goes around the one who has the input.
BOOST_AUTO_TEST_CASE(a_module_that_starts_without_the_input_has_none)
{
    for (auto* side : {&helping, &agent})
        side->provider.channels = {{PriorityClass::screen}, {PriorityClass::input, true}};
    BOOST_REQUIRE(run_up());
    agent.session->focus(false);
    BOOST_REQUIRE(offer_accepted());
    BOOST_TEST(contains(agent.log, "start remote-control view for Olga"));
    BOOST_TEST(contains(helping.log, "start remote-control view for reception"));
    helping.provider.module->port.send(1, as_view("moved"));
    agent.provider.module->port.send(0, as_view("picture"));
    BOOST_TEST(run([&] { return contains(helping.log, "0: picture"); }));
    BOOST_TEST(!contains(agent.log, "1: moved"));
    agent.session->focus(true);
    BOOST_TEST(run([&] { return contains(helping.log, "permissions view,input"); }));
    helping.provider.module->port.send(1, as_view("moved again"));
    BOOST_TEST(run([&] { return contains(agent.log, "1: moved again"); }));
}

// SEC-35
BOOST_AUTO_TEST_CASE(nothing_privileged_starts_after_the_grace)
{
    for (auto* side : {&helping, &agent})
        side->timing.watch = std::chrono::hours{1}; // nobody looks in between
    BOOST_REQUIRE(run_up());
    clock.advance(std::chrono::minutes{15} + std::chrono::seconds{61});
    BOOST_TEST(!offer_accepted());
    BOOST_TEST(agent.provider.module == nullptr);
}

// A hostile relay

namespace {

/// What arrives at the operator's module when the agent says m0, m1, … m9 through this relay.
Log said_through(TwoSides& sides, const cordee::test::Tamper& from_agent)
{
    auto pipe =
        cordee::test::make_hostile_pipe(sides.context.get_executor(), cordee::test::honest(), from_agent);
    sides.run(std::move(pipe), [&] { return sides.up() || sides.over(); });
    if (!sides.up() || !sides.offer_accepted())
        return {};
    for (int i = 0; i < 10; ++i) {
        const auto text = fmt::format("m{}", i);
        if (sides.agent.provider.module != nullptr)
            sides.agent.provider.module->port.send(0, as_view(text));
        sides.run(
            [&] { return sides.over() || sides.helping.ended || contains(sides.helping.log, "0: " + text); });
    }
    Log out;
    for (const auto& line : sides.helping.log)
        if (line.starts_with("0: "))
            out.push_back(line);
    return out;
}

} // namespace

// SEC-4, SEC-18
BOOST_AUTO_TEST_CASE(a_hostile_relay_can_end_a_session_but_never_deliver_anything_wrong)
{
    using namespace cordee::test;
    Log whole;
    for (int i = 0; i < 10; ++i)
        whole.push_back(fmt::format("0: m{}", i));
    TwoSides fair;
    BOOST_TEST(said_through(fair, honest()) == whole, boost::test_tools::per_element());
    std::vector<Tamper> relays;
    for (std::size_t n = 4; n < 12; ++n)
        for (const Tamper& tamper :
             {Tamper{edit(n, 0)}, Tamper{edit(n, 1)}, Tamper{edit(n, 3)}, Tamper{edit(n, 11)},
              Tamper{edit(n, 12)}, Tamper{edit(n, 70)}, Tamper{edit(n, 9999)}, Tamper{drop(n)},
              Tamper{repeat(n)}, Tamper{swap(n)}, Tamper{delay(n, 2)}, Tamper{replay(n, n - 1)},
              Tamper{replay(n, 3)}, Tamper{shorten(n, 1)}, Tamper{shorten(n, 50)}, Tamper{cut(n)}})
            relays.push_back(tamper);
    for (std::size_t i = 0; i < relays.size(); ++i) {
        TwoSides sides;
        sides.helping.timing.silent = std::chrono::milliseconds{200};
        sides.agent.timing.silent = std::chrono::milliseconds{200};
        const auto heard = said_through(sides, relays[i]);
        BOOST_TEST(heard.size() < whole.size(), "relay " << i);
        BOOST_TEST((heard == Log{whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(heard.size())}),
                   "relay " << i);
        BOOST_TEST(sides.run([&] { return sides.over(); }));
    }
}

BOOST_AUTO_TEST_CASE(a_path_that_breaks_ends_the_session_on_both_sides)
{
    BOOST_REQUIRE(run(
        cordee::test::make_hostile_pipe(context.get_executor(), cordee::test::honest(), cordee::test::cut(6)),
        [&] { return up(); }));
    offer();
    BOOST_TEST(run([&] {
        if (agent.provider.module != nullptr)
            agent.provider.module->port.send(0, as_view("x"));
        return over();
    }));
    BOOST_TEST((helping.ended->ending == Ending::connection_lost));
    BOOST_TEST((agent.ended->ending == Ending::connection_lost));
}

BOOST_AUTO_TEST_CASE(a_path_that_says_nothing_any_more_is_given_up)
{
    helping.timing.silent = std::chrono::milliseconds{50};
    BOOST_REQUIRE(run_up());
    BOOST_TEST(run([&] { return helping.ended.has_value(); }));
    BOOST_TEST((helping.ended->ending == Ending::silent));
}

BOOST_AUTO_TEST_CASE(an_offer_is_withdrawn_when_the_person_does_not_answer)
{
    Signal never{context.get_executor()};
    agent.consent.never = &never;
    helping.timing.consent = std::chrono::milliseconds{50};
    BOOST_REQUIRE(run_up());
    BOOST_TEST(!offer_accepted());
    BOOST_TEST((offered->error() == Errc::timed_out));
    helping.session->end();
    BOOST_TEST(run([&] { return over(); }));
    BOOST_TEST(agent.provider.module == nullptr);
}

BOOST_AUTO_TEST_CASE(an_open_offer_ends_with_the_session)
{
    Signal never{context.get_executor()};
    agent.consent.never = &never;
    BOOST_REQUIRE(run_up());
    offer();
    BOOST_REQUIRE(run([&] { return agent.log.size() == 2; }));
    agent.session->end();
    BOOST_TEST(run([&] { return over() && offered.has_value(); }));
    BOOST_TEST((offered->error() == Errc::closed));
}

// A hostile peer

namespace {

/// An end that stops reading when it is told to.
class DeafConnection : public transport::Connection {
public:
    DeafConnection(std::unique_ptr<transport::Connection> inner, const bool& deaf, Signal& never)
        : inner_{std::move(inner)}, deaf_{deaf}, never_{never}
    {}
    asio::awaitable<Result<View>> receive() override
    {
        while (deaf_)
            co_await never_.wait();
        co_return co_await inner_->receive();
    }
    asio::awaitable<Result<void>> send(View record) override { return inner_->send(record); }
    void close() noexcept override { inner_->close(); }

private:
    std::unique_ptr<transport::Connection> inner_;
    const bool& deaf_;
    Signal& never_;
};

} // namespace

// SEC-35, SEC-36: the end comes also for a side that stopped reading, and what it still says counts for
// nothing.
BOOST_AUTO_TEST_CASE(a_peer_that_stops_reading_cannot_put_off_the_end)
{
    Signal never{context.get_executor()};
    bool deaf = false;
    auto pipe = transport::make_pipe(context.get_executor());
    pipe.first = std::make_unique<DeafConnection>(std::move(pipe.first), deaf, never);
    BOOST_REQUIRE(run(std::move(pipe), [&] { return up(); }) && offer_accepted());
    deaf = true;
    agent.provider.module->port.send(0, Bytes(5'000'000)); // more than the path holds
    helping.provider.module->port.send(1, as_view("before"));
    BOOST_REQUIRE(run([&] { return contains(agent.log, "1: before"); }));
    agent.session->end(Ending::revoked);
    helping.provider.module->port.send(1, as_view("after"));
    BOOST_TEST(run([&] { return agent.ended.has_value(); }));
    BOOST_TEST((*agent.ended == Ended{Ending::revoked, false}));
    BOOST_TEST(!contains(agent.log, "1: after"));
    deaf = false;
    never.notify();
    BOOST_TEST(run([&] { return over(); }));
}

// A yes is for the question that was shown last.
BOOST_AUTO_TEST_CASE(a_withdrawn_question_takes_no_answer)
{
    Signal never{context.get_executor()};
    agent.consent.never = &never;
    helping.timing.consent = std::chrono::milliseconds{300};
    BOOST_REQUIRE(run_up());
    BOOST_TEST(!offer_accepted());
    agent.consent.never = nullptr;
    offer({"view"});
    BOOST_REQUIRE(run([&] { return offered.has_value(); }));
    BOOST_TEST(offered->has_value());
    never.notify();
    context.poll();
    BOOST_TEST(contains(agent.log, "started remote-control view"));
    BOOST_TEST(!contains(agent.log, "started remote-control view,input"));
}

// SEC-34
BOOST_AUTO_TEST_CASE(a_grant_that_narrows_while_a_module_starts_is_not_lost)
{
    Signal starting{context.get_executor()};
    agent.provider.starting = &starting;
    BOOST_REQUIRE(run_up());
    offer();
    BOOST_REQUIRE(run([&] { return contains(agent.log, "start remote-control view,input for Olga"); }));
    auto next = grant;
    next.seq = 2;
    next.jti = "g2";
    next.parts[0].perms = {"view"};
    BOOST_REQUIRE(helping.session->renew(sign(next)).has_value());
    BOOST_REQUIRE(run([&] { return agent.session->grant().seq == 2; }));
    starting.notify();
    BOOST_TEST(run([&] { return contains(agent.log, "started remote-control view"); }));
    BOOST_TEST(contains(agent.log, "permissions view"));
}

BOOST_AUTO_TEST_CASE(a_newer_version_at_the_broker_does_not_end_what_runs)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    auto next = grant;
    next.seq = 2;
    next.jti = "g2";
    next.parts[0].mods[0].min = {0, 2, 0};
    BOOST_REQUIRE(helping.session->renew(sign(next)).has_value());
    BOOST_REQUIRE(run([&] { return agent.session->grant().seq == 2; }));
    helping.provider.module->port.send(1, as_view("still here"));
    BOOST_TEST(run([&] { return contains(agent.log, "1: still here"); }));
}

// SEC-36
BOOST_AUTO_TEST_CASE(a_renewal_without_one_of_the_two_ends_the_session)
{
    BOOST_REQUIRE(run_up() && offer_accepted());
    auto next = grant;
    next.seq = 2;
    next.jti = "g2";
    next.parts.pop_back();
    BOOST_TEST(helping.session->renew(sign(next)).has_value());
    BOOST_TEST(run([&] { return over(); }));
    BOOST_TEST((helping.ended->ending == Ending::revoked));
}

// SEC-12: a repeated HS1 is answered, and after that nothing comes.
BOOST_AUTO_TEST_CASE(a_known_device_does_not_wait_long_for_a_record_that_shows_who_is_there)
{
    grant.ways = {"device"};
    set_grant();
    const Secret<32> psk{ByteArray<32>{9}};
    for (auto* side : {&helping, &agent}) {
        side->handshake.way = wire::Way::known_device;
        side->handshake.initiator = side->self == Role::operator_;
    }
    helping.handshake.credential = Pairing{psk.clone(), agent_key.public_key};
    agent.handshake.credential =
        PairingLookup{[&](const ByteArray<32>&) { return std::optional<Secret<32>>{psk.clone()}; }};
    agent.timing.confirm = std::chrono::milliseconds{20};
    auto pipe = transport::make_pipe(context.get_executor());
    std::optional<HandshakeResult> silent;
    auto shake_only = [&]() -> asio::awaitable<void> {
        silent = co_await shake_hands(std::move(pipe.first), std::move(helping.handshake), random);
    };
    asio::co_spawn(context, shake_only(), asio::detached);
    asio::co_spawn(context, meet(agent, std::move(pipe.second)), asio::detached);
    BOOST_REQUIRE(run([&] { return agent.ended.has_value() || agent.failure; }));
    BOOST_REQUIRE(silent.has_value() && silent->has_value());
    BOOST_TEST((agent.ended == Ended{Ending::silent, false}));
}

BOOST_AUTO_TEST_SUITE_END()
