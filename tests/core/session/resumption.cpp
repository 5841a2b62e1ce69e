#include "core/session/resumption.hpp"

#include "tests/core/crypto/vectors.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace cordee;
using namespace cordee::session;
using namespace std::chrono_literals;
using cordee::test::FixedRandom;
using cordee::test::hex_field;
using cordee::test::text_field;
using wire::Counters;

namespace {

struct Sides {
    SeededRandom random;
    ManualClock clock;
    ByteArray<32> k1{1};

    ResumeSecrets secrets(std::uint8_t session = 7) const
    {
        crypto::Keys keys{Secret<32>{k1}, Secret<32>{{2}}, {3}};
        return {crypto::KeySchedule{keys}, keys.hash, {session}};
    }
    ResumeInitiator initiator{secrets(), random};
    ResumeResponder responder{secrets(), random, clock};

    ResumeInitiator::Begun begin(std::uint32_t epoch) { return initiator.begin(epoch, {3, 9}).value(); }
    Result<ResumeResponder::Answer> answer(View attach1) { return responder.answer(attach1, {7, 3}); }
};

bool same_keys(const Resumed& a, const Resumed& b)
{
    const auto key = [](const Resumed& of, bool forth) {
        return to_hex(of.keys.stream_key(forth, of.epoch).view()) +
               to_hex(of.keys.datagram_key(forth, of.epoch).view());
    };
    return a.epoch == b.epoch && key(a, true) == key(b, true) && key(a, false) == key(b, false);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(resumption, Sides)

BOOST_AUTO_TEST_CASE(both_sides_come_to_new_keys_and_know_how_far_the_other_is)
{
    auto begun = begin(1);
    const auto answered = answer(begun.attach1).value();
    const auto finished = begun.pending.finish(answered.attach2).value();
    BOOST_TEST(same_keys(answered.resumed, finished));
    BOOST_TEST((answered.resumed.peer == Counters{3, 9}));
    BOOST_TEST((finished.peer == Counters{7, 3}));
}

// SEC-2
BOOST_AUTO_TEST_CASE(the_published_records_are_written_byte_for_byte)
{
    const auto all = cordee::test::load_vectors("rs1-protocol.json");
    const auto code = json::get_object(*all, "code");
    const auto vector = json::get_object(*all, "attach");
    const auto published = [&] {
        const crypto::Keys keys{cordee::test::secret_field<32>(*code, "k1"),
                                cordee::test::secret_field<32>(*code, "k2"),
                                to_array<32>(hex_field(*code, "handshake_hash")).value()};
        return ResumeSecrets{crypto::KeySchedule{keys}, keys.hash,
                             to_array<16>(hex_field(*all, "session_id")).value()};
    };
    FixedRandom of_initiator{hex_field(*vector, "init_ephemeral")};
    FixedRandom of_responder{hex_field(*vector, "resp_ephemeral")};
    ResumeInitiator first{published(), of_initiator};
    ResumeResponder second{published(), of_responder, clock};
    auto begun = first.begin(1, {3, 9}).value();
    BOOST_TEST(to_hex(begun.attach1) == text_field(*vector, "attach1"));
    const auto answered = second.answer(begun.attach1, {7, 3}).value();
    BOOST_TEST(to_hex(answered.attach2) == text_field(*vector, "attach2"));
    const auto finished = begun.pending.finish(answered.attach2).value();
    BOOST_TEST(to_hex(finished.keys.stream_key(true, 1).view()) == text_field(*vector, "stream_i2r"));
    BOOST_TEST(to_hex(finished.keys.stream_key(false, 1).view()) == text_field(*vector, "stream_r2i"));
    BOOST_TEST(to_hex(answered.resumed.keys.datagram_key(true, 1).view()) ==
               text_field(*vector, "dgram_i2r"));
}

// SEC-20
BOOST_AUTO_TEST_CASE(only_a_holder_of_the_resume_secret_can_attach)
{
    k1[0] ^= 1;
    ResumeInitiator stranger{secrets(), random};
    const auto foreign = stranger.begin(1, {}).value();
    BOOST_TEST((answer(foreign.attach1).error() == Errc::not_permitted)); // another attach id
    auto with_our_id = foreign.attach1;
    const auto genuine = begin(1);
    std::copy_n(genuine.attach1.begin(), 17, with_our_id.begin());
    BOOST_TEST((answer(with_our_id).error() == Errc::bad_signature));
    k1[0] ^= 1;
    ResumeInitiator of_another_session{secrets(8), random};
    BOOST_TEST((answer(of_another_session.begin(1, {}).value().attach1).error() == Errc::bad_signature));
    BOOST_TEST(answer(genuine.attach1).has_value());
}

// SEC-12, SEC-20: a changed record changes nothing, the genuine one still does its work.
BOOST_AUTO_TEST_CASE(no_byte_can_be_changed)
{
    auto begun = begin(1);
    for (std::size_t at = 0; at < begun.attach1.size(); ++at) {
        auto wrong = begun.attach1;
        wrong[at] ^= 1;
        BOOST_TEST(answer(wrong).has_error(), at);
        BOOST_TEST(answer(View{begun.attach1}.first(at)).has_error(), at);
    }
    const auto answered = answer(begun.attach1).value();
    for (std::size_t at = 0; at < answered.attach2.size(); ++at) {
        auto wrong = answered.attach2;
        wrong[at] ^= 1;
        BOOST_TEST(begun.pending.finish(wrong).has_error(), at);
        BOOST_TEST(begun.pending.finish(View{answered.attach2}.first(at)).has_error(), at);
    }
    BOOST_TEST(same_keys(begun.pending.finish(answered.attach2).value(), answered.resumed));
    BOOST_TEST((begun.pending.finish(answered.attach2).error() == Errc::unexpected));
}

// SEC-12: who repeats ATTACH1 gets an answer that only the true initiator could use, once.
BOOST_AUTO_TEST_CASE(a_repeated_attach_leads_to_keys_that_nobody_else_has)
{
    auto begun = begin(1);
    const auto first = answer(begun.attach1).value();
    const auto second = answer(begun.attach1).value();
    BOOST_TEST(!same_keys(first.resumed, second.resumed));
    BOOST_TEST(responder.confirmed() == 0u);
    BOOST_TEST(same_keys(begun.pending.finish(first.attach2).value(), first.resumed));
    responder.confirm(1);
    BOOST_TEST((answer(begun.attach1).error() == Errc::already_used));
}

// SEC-20
BOOST_AUTO_TEST_CASE(stale_epochs_and_great_jumps_are_refused)
{
    BOOST_TEST((initiator.begin(0, {}).error() == Errc::unexpected));
    BOOST_TEST((answer(begin(65537).attach1).error() == Errc::unexpected));
    BOOST_TEST(answer(begin(65536).attach1).has_value());
    BOOST_TEST(answer(begin(5).attach1).has_value()); // nothing is confirmed yet
    responder.confirm(5);
    for (const std::uint32_t stale : {1u, 4u, 5u})
        BOOST_TEST((answer(begin(stale).attach1).error() == Errc::already_used));
    BOOST_TEST(answer(begin(6).attach1).has_value());
    responder.confirm(4); // an older one, late
    BOOST_TEST(responder.confirmed() == 5u);
    BOOST_TEST(answer(begin(65541).attach1).has_value());
    BOOST_TEST((answer(begin(65542).attach1).error() == Errc::unexpected));
}

// SEC-20
BOOST_AUTO_TEST_CASE(eight_unconfirmed_attaches_in_a_minute_are_enough)
{
    for (std::uint32_t epoch = 1; epoch <= 8; ++epoch) {
        BOOST_TEST(answer(begin(epoch).attach1).has_value());
        clock.advance(1s);
    }
    BOOST_TEST((answer(begin(9).attach1).error() == Errc::exhausted));
    clock.advance(52s); // the first is a minute old
    BOOST_TEST(answer(begin(9).attach1).has_value());
    BOOST_TEST((answer(begin(10).attach1).error() == Errc::exhausted));
    responder.confirm(9);
    BOOST_TEST(answer(begin(10).attach1).has_value());
}

// SEC-20: what does not authenticate costs the genuine side none of its tries.
BOOST_AUTO_TEST_CASE(forged_attaches_are_not_counted)
{
    auto forged = begin(1).attach1;
    forged.back() ^= 1;
    for (int i = 0; i < 20; ++i)
        BOOST_TEST((answer(forged).error() == Errc::bad_signature));
    BOOST_TEST(answer(begin(1).attach1).has_value());
}

BOOST_AUTO_TEST_CASE(an_answer_to_another_try_is_not_taken)
{
    auto first = begin(1);
    auto second = begin(2);
    const auto answered = answer(second.attach1).value();
    BOOST_TEST((first.pending.finish(answered.attach2).error() == Errc::unexpected));
    auto retried = begin(2);
    BOOST_TEST((retried.pending.finish(answered.attach2).error() == Errc::bad_signature));
    BOOST_TEST(second.pending.finish(answered.attach2).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
