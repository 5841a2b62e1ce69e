// Guessing a code: what it costs, and what it tells.
#include "core/crypto/hash.hpp"
#include "core/crypto/spake2.hpp"
#include "core/session/handshake/exchange.hpp"
#include "core/session/peer_info.hpp"
#include "core/wire/pake.hpp"
#include "meeting_sides.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::session;
using namespace cordee::session::test;
using namespace cordee::test;

namespace {

struct CodeSides : MeetingSides {
    HandshakeConfig wrong_joiner()
    {
        auto out = config(Way::code, true);
        out.credential = CodeSecret{Secret<8>::from(as_view("00000000")).value(), nullptr};
        return out;
    }
    Outcome guess() { return meet(wrong_joiner(), config(Way::code, false)); }
};

bool is_pake2(const Bytes& record)
{
    return record.size() == 66 && record.front() == 2;
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(code_guesses, CodeSides)

// SEC-10
BOOST_AUTO_TEST_CASE(a_guess_is_stored_before_the_answer_leaves)
{
    std::optional<std::size_t> sent_before;
    std::size_t sent = 0;
    guesses.before_answer = [&] { sent_before = sent; };
    const Tamper count = [&](std::size_t, Bytes record) {
        ++sent;
        return deliver(std::move(record));
    };
    BOOST_TEST(meet(Way::code, honest(), count).both_established());
    BOOST_TEST(sent_before.value() == 0u);
    BOOST_TEST(guesses.spent == 1);
}

// SEC-10
BOOST_AUTO_TEST_CASE(the_fourth_guess_gets_no_answer)
{
    for (int i = 0; i < 3; ++i) {
        const auto met = guess();
        BOOST_TEST(met.none_established());
        BOOST_TEST(is_pake2(met.to_initiator.at(0)));
        BOOST_TEST((met.responder->error().ending == Ending::auth));
    }
    BOOST_TEST(guesses.spent == 3);
    const auto fourth = meet(Way::code); // the right code comes too late
    BOOST_TEST(fourth.none_established());
    BOOST_REQUIRE(fourth.to_initiator.size() == 1u);
    BOOST_TEST(to_hex(fourth.to_initiator[0]) == "7f0002");
    BOOST_TEST((fourth.responder->error().ending == Ending::limit));
}

// SEC-10: who hangs up after the answer has spent his guess.
BOOST_AUTO_TEST_CASE(hanging_up_gives_no_guess_back)
{
    const auto met = meet(config(Way::code, true), config(Way::code, false), cut(1));
    BOOST_TEST(met.none_established());
    BOOST_TEST(guesses.spent == 1);
}

// SEC-10
BOOST_AUTO_TEST_CASE(two_at_once_share_the_last_guess)
{
    guesses.limit = 1;
    std::vector<Outcome> runs(2);
    for (auto& out : runs) {
        auto pipe =
            make_hostile_pipe(context.get_executor(), honest(), [&out](std::size_t, const Bytes& record) {
                out.to_initiator.push_back(record);
                return deliver(record);
            });
        start(std::move(pipe.first), wrong_joiner(), out.initiator);
        start(std::move(pipe.second), config(Way::code, false), out.responder);
    }
    run([&] {
        return std::all_of(runs.begin(), runs.end(),
                           [](const Outcome& each) { return each.initiator && each.responder; });
    });
    const auto answered = std::count_if(
        runs.begin(), runs.end(), [](const Outcome& each) { return is_pake2(each.to_initiator.at(0)); });
    BOOST_TEST(answered == 1);
    BOOST_TEST(guesses.spent == 1);
}

// SEC-10: a limit that cannot be stored is none, and then nobody gets an answer.
BOOST_AUTO_TEST_CASE(without_a_stored_count_there_is_no_answer)
{
    struct Broken : GuessLimit {
        Result<void> spend() override { return Errc::io_error; }
    } broken;
    auto holder = config(Way::code, false);
    std::get<CodeSecret>(holder.credential).guesses = &broken;
    const auto met = meet(config(Way::code, true), std::move(holder));
    BOOST_TEST(met.none_established());
    BOOST_TEST(to_hex(met.to_initiator.at(0)) == "7f0002");
}

// SEC-11, SEC-43: after a wrong confirmation comes the refusal that comes after everything.
BOOST_AUTO_TEST_CASE(nothing_that_depends_on_the_code_comes_before_the_confirmation)
{
    const auto met = guess();
    BOOST_REQUIRE(met.to_initiator.size() == 2u);
    BOOST_TEST(is_pake2(met.to_initiator[0]));
    BOOST_TEST(to_hex(met.to_initiator[1]) == "7f0002");
    const auto edited = meet(Way::code, edit(1, 1)); // the right code, a damaged confirmation
    BOOST_REQUIRE(edited.to_initiator.size() == 2u);
    BOOST_TEST(to_hex(edited.to_initiator[1]) == "7f0002");
}

// SEC-8: whichever byte of a confirmation differs, it is refused.
BOOST_AUTO_TEST_CASE(each_byte_of_both_confirmations_counts)
{
    guesses.limit = 1000;
    for (const std::size_t at : {1u, 2u, 16u, 17u, 31u, 32u}) {
        BOOST_TEST(meet(Way::code, edit(1, at, 0x80)).none_established());
        BOOST_TEST(meet(Way::code, honest(), edit(1, at, 0x80)).none_established());
    }
}

// SEC-7: neither side takes what is no point, and the holder spends no guess and no answer on it.
BOOST_AUTO_TEST_CASE(a_share_that_is_no_point_is_refused)
{
    const Tamper beside_the_curve = [](std::size_t number, Bytes record) {
        if (number == 0)
            record.back() ^= 1;
        return deliver(std::move(record));
    };
    const Tamper compressed = [](std::size_t number, Bytes record) {
        if (number == 0)
            record[record.size() - 65] = 2;
        return deliver(std::move(record));
    };
    const Tamper infinite = [](std::size_t number, Bytes record) {
        if (number == 0)
            std::fill(record.end() - 65, record.end(), std::uint8_t{0});
        return deliver(std::move(record));
    };
    for (const auto& tamper : {beside_the_curve, compressed, infinite}) {
        const auto to_holder = meet(Way::code, tamper);
        BOOST_TEST(to_holder.none_established());
        BOOST_TEST(to_hex(to_holder.to_initiator.at(0)) == "7f0002");
        BOOST_TEST(guesses.spent == 0);
    }
    for (const auto& tamper : {beside_the_curve, compressed, infinite}) {
        guesses.spent = 0;
        const auto to_joiner = meet(Way::code, honest(), tamper);
        BOOST_TEST(to_joiner.none_established());
        BOOST_REQUIRE(to_joiner.to_responder.size() == 2u);
        BOOST_TEST(to_hex(to_joiner.to_responder[1]) == "7f0002");
        BOOST_TEST((to_joiner.initiator->error().ending == Ending::auth));
    }
}

// SEC-3: a code is for one session; the same digits mean another scalar elsewhere.
BOOST_AUTO_TEST_CASE(the_same_digits_are_another_secret_in_another_session)
{
    const auto here = crypto::code_scalar(as_view("77302912"), {1}).value();
    const auto there = crypto::code_scalar(as_view("77302912"), {2}).value();
    BOOST_TEST(to_hex(here.view()) != to_hex(there.view()));
}

BOOST_AUTO_TEST_SUITE_END()
