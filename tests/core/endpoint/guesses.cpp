// How often a code may be guessed at, whatever happens to the program meanwhile.
#include "core/endpoint/code_guesses.hpp"
#include "core/endpoint/invitation_store.hpp"
#include "core/endpoint/wrong_guesses.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace cordee;
using namespace cordee::endpoint;

namespace {

const std::string kInvitationId = "AAECAwQFBgcICQoLDA0ODw";
constexpr WallTime kNow{std::chrono::seconds{100'000}};
using std::chrono::minutes;

KeptInvitation invitation_with_code()
{
    KeptInvitation out;
    out.invitation = kInvitationId;
    out.modules = {{"remote-control", {"view"}}};
    out.expires = kNow + minutes{30};
    out.code = KeptCode{"4821", *Secret<8>::from(as_view("03957713")), kNow + minutes{10}, 0};
    return out;
}

struct GuessesFixture {
    TemporaryFolder folder;
    InvitationStore store{folder.path()};
    WrongGuesses wrong{folder.path()};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(guesses, GuessesFixture)

BOOST_AUTO_TEST_CASE(a_code_is_kept_with_its_guesses)
{
    store.save(invitation_with_code());
    BOOST_TEST(store.spend_guess(kInvitationId, kNow).has_value());
    const auto read = InvitationStore{folder.path()}.load(kInvitationId);
    BOOST_REQUIRE((read && read->code));
    BOOST_TEST(read->code->routing == "4821");
    BOOST_TEST(as_text(read->code->secret.view()) == "03957713");
    BOOST_TEST(read->code->guesses == 1);
}

BOOST_AUTO_TEST_CASE(the_fourth_guess_is_refused_also_after_a_restart) // SEC-10
{
    store.save(invitation_with_code());
    for (int guess = 0; guess < kMaxGuesses; ++guess)
        BOOST_TEST(InvitationStore{folder.path()}.spend_guess(kInvitationId, kNow).has_value());
    BOOST_TEST(InvitationStore{folder.path()}.spend_guess(kInvitationId, kNow).error() == Errc::exhausted);
    BOOST_TEST(store.load(kInvitationId)->code->guesses == kMaxGuesses);
}

BOOST_AUTO_TEST_CASE(guesses_at_the_same_time_are_counted_one_by_one) // SEC-10
{
    store.save(invitation_with_code());
    std::array<int, 4> answered{};
    std::vector<std::thread> guessers;
    for (auto& mine : answered)
        guessers.emplace_back([&] {
            for (int guess = 0; guess < 5; ++guess)
                mine += InvitationStore{folder.path()}.spend_guess(kInvitationId, kNow).has_value() ? 1 : 0;
        });
    for (auto& guesser : guessers)
        guesser.join();
    BOOST_TEST(answered[0] + answered[1] + answered[2] + answered[3] == kMaxGuesses);
}

BOOST_AUTO_TEST_CASE(a_code_dies_when_it_expires_here_is_used_or_cancelled) // SEC-13
{
    BOOST_TEST(store.spend_guess(kInvitationId, kNow).error() == Errc::not_found);
    store.save(invitation_with_code());
    BOOST_TEST(store.spend_guess(kInvitationId, kNow + minutes{10}).error() == Errc::expired);
    BOOST_TEST(store.load(kInvitationId)->code->guesses == 0);
    store.remove(kInvitationId);
    BOOST_TEST(store.spend_guess(kInvitationId, kNow).error() == Errc::not_found);
    BOOST_TEST(!store.load(kInvitationId).has_value());
}

BOOST_AUTO_TEST_CASE(ten_wrong_codes_within_an_hour_turn_codes_off_for_an_hour)
{
    for (int guess = 0; guess < 10; ++guess)
        BOOST_TEST(WrongGuesses{folder.path()}.count(kNow + minutes{guess}));
    const auto last = kNow + minutes{9};
    BOOST_TEST(!wrong.count(last));
    BOOST_TEST(!wrong.count(last + minutes{59}));
    BOOST_TEST((wrong.off_until(last) == last + minutes{60}));
    BOOST_TEST(!wrong.off_until(last + minutes{60}).has_value());
    BOOST_TEST(wrong.count(last + minutes{60}));
}

BOOST_AUTO_TEST_CASE(a_right_code_is_taken_off_the_count)
{
    for (int guess = 0; guess < 30; ++guess) {
        BOOST_TEST(wrong.count(kNow));
        wrong.forgive();
    }
    for (int guess = 0; guess < 9; ++guess)
        BOOST_TEST(wrong.count(kNow));
    BOOST_TEST(wrong.count(kNow)); // the tenth turns codes off, and was right
    wrong.forgive();
    BOOST_TEST(!wrong.off_until(kNow).has_value());
}

BOOST_AUTO_TEST_CASE(old_wrong_codes_are_forgotten_and_a_damaged_count_is_not_a_fresh_one)
{
    for (int guess = 0; guess < 30; ++guess)
        BOOST_TEST(wrong.count(kNow + minutes{7 * guess}));
    std::ofstream{folder.path() / "wrong_codes.json"} << "{}";
    BOOST_CHECK_THROW(static_cast<void>(wrong.count(kNow)), UserError);
}

BOOST_AUTO_TEST_CASE(a_guess_is_stored_for_the_code_and_for_the_computer_before_it_is_answered) // SEC-10
{
    ManualClock clock;
    auto kept = invitation_with_code();
    kept.code->expires = clock.now() + minutes{10};
    store.save(kept);
    CodeGuesses guesses{store, wrong, kInvitationId, clock};
    BOOST_TEST(guesses.spend().has_value());
    BOOST_TEST(InvitationStore{folder.path()}.load(kInvitationId)->code->guesses == 1);
    BOOST_TEST(guesses.left() == 2);
    BOOST_TEST(guesses.take_spent());
    BOOST_TEST(!guesses.take_spent());
    // The others of the hour came to other codes.
    for (int guess = 0; guess < 9; ++guess)
        BOOST_TEST(wrong.count(clock.now()));
    BOOST_TEST(guesses.spend().error() == Errc::not_permitted);
    BOOST_TEST(guesses.left() == 2); // a guess that is not answered is not spent
    std::filesystem::remove_all(folder.path() / "invitations");
    std::filesystem::remove(folder.path() / "wrong_codes.json");
    BOOST_TEST(guesses.spend().error() == Errc::not_found);
}

BOOST_AUTO_TEST_SUITE_END()
