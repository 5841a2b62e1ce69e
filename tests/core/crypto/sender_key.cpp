#include "core/crypto/sender_key.hpp"

#include "tests/support/seeded_random.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;

namespace {

struct Group {
    SeededRandom random;
    GroupSealer sealer{3, random};
    GroupOpener viewer;

    SenderKey rotate()
    {
        auto key = sealer.rotate().value();
        BOOST_TEST(viewer.add(3, key).has_value());
        return key;
    }
    Bytes seal(std::string_view frame = "frame") { return sealer.seal({}, as_view(frame)).value(); }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(sender_keys, Group)

BOOST_AUTO_TEST_CASE(a_viewer_with_the_key_sees_the_frame_and_whose_it_is)
{
    const auto key = rotate();
    BOOST_TEST(key.id == 0x300u);
    const auto opened = viewer.open(seal(), {}).value();
    BOOST_TEST(as_text(opened.frame) == "frame");
    BOOST_TEST(opened.participant == 3u);
    BOOST_TEST(opened.generation == 0);
    BOOST_TEST(viewer.open(seal(), {}).value().counter == 1u);
}

// SEC-32
BOOST_AUTO_TEST_CASE(who_was_removed_cannot_open_what_comes_after)
{
    GroupOpener removed;
    BOOST_TEST(removed.add(3, rotate()).has_value());
    BOOST_TEST(removed.open(seal(), {}).has_value());
    sealer.members_changed();
    rotate(); // and gives the key to those who stay
    const auto later = seal();
    BOOST_TEST(viewer.open(later, {}).has_value());
    BOOST_TEST((removed.open(later, {}).error() == Errc::not_found));
    SFrameCipher guess{Bytes(32, 0), 0x301};
    BOOST_TEST((guess.open(split_sframe(later).value(), {}).error() == Errc::bad_signature));
}

// SEC-32: no view of the past.
BOOST_AUTO_TEST_CASE(who_joins_cannot_open_what_came_before)
{
    rotate();
    const auto earlier = seal();
    sealer.members_changed();
    GroupOpener newcomer;
    BOOST_TEST(newcomer.add(3, rotate()).has_value());
    BOOST_TEST((newcomer.open(earlier, {}).error() == Errc::not_found));
    BOOST_TEST(newcomer.open(seal(), {}).has_value());
    BOOST_TEST(viewer.open(earlier, {}).has_value()); // it was only late
}

// SEC-32
BOOST_AUTO_TEST_CASE(nothing_is_sealed_before_the_new_key)
{
    BOOST_TEST((sealer.seal({}, as_view("x")).error() == Errc::not_permitted));
    rotate();
    BOOST_TEST(sealer.seal({}, as_view("x")).has_value());
    sealer.members_changed();
    BOOST_TEST((sealer.seal({}, as_view("x")).error() == Errc::not_permitted));
    rotate();
    BOOST_TEST(sealer.seal({}, as_view("x")).has_value());
}

BOOST_AUTO_TEST_CASE(only_the_last_two_keys_are_kept_and_none_comes_again)
{
    const auto first = rotate();
    const auto of_first = seal();
    rotate();
    const auto of_second = seal();
    rotate();
    BOOST_TEST((viewer.open(of_first, {}).error() == Errc::not_found));
    BOOST_TEST(viewer.open(of_second, {}).has_value());
    BOOST_TEST((viewer.add(3, first).error() == Errc::already_used));
    viewer.remove(3);
    BOOST_TEST((viewer.open(seal(), {}).error() == Errc::not_found));
}

// SEC-15: a sender never comes to the same key and counter twice.
BOOST_AUTO_TEST_CASE(after_256_keys_there_are_no_more)
{
    std::string before;
    for (int i = 0; i < 256; ++i) {
        const auto key = sealer.rotate().value();
        BOOST_TEST(key.generation() == i);
        BOOST_TEST(to_hex(key.key.view()) != before);
        before = to_hex(key.key.view());
    }
    BOOST_TEST((sealer.rotate().error() == Errc::exhausted));
    BOOST_TEST((sealer.seal({}, as_view("x")).error() == Errc::not_permitted));
}

BOOST_AUTO_TEST_CASE(a_frame_opens_once)
{
    rotate();
    const auto object = seal();
    auto forged = object;
    forged.back() ^= 1;
    BOOST_TEST((viewer.open(forged, {}).error() == Errc::bad_signature));
    BOOST_TEST(viewer.open(object, {}).has_value());
    BOOST_TEST((viewer.open(object, {}).error() == Errc::already_used));
    BOOST_TEST((viewer.open({}, {}).error() == Errc::malformed));
}

BOOST_AUTO_TEST_CASE(nobody_gives_a_key_in_anothers_name)
{
    const auto key = sealer.rotate().value();
    BOOST_TEST((viewer.add(4, key).error() == Errc::not_permitted));
    for (std::uint64_t participant = 10; participant < 10 + GroupOpener::kMaxParticipants; ++participant)
        BOOST_TEST(viewer.add(participant, {participant << 8, key.key.clone()}).has_value());
    BOOST_TEST((viewer.add(3, key).error() == Errc::exhausted));
}

BOOST_AUTO_TEST_SUITE_END()
