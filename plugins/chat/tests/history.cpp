#include "history.hpp"

#include "notes.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::chat;

BOOST_AUTO_TEST_CASE(what_was_said_is_read_again)
{
    const Said said{7, true, {3, 1'700'000'000'000, Text{"hello"}}};
    const auto again = decode_said(encode(said));
    BOOST_REQUIRE(again);
    BOOST_TEST(again->place == 7u);
    BOOST_TEST(again->own);
    BOOST_TEST(again->entry.number == 3u);
    BOOST_TEST((again->entry.content == said.entry.content));
    BOOST_TEST(key_of(said) == "said-7");
    const auto whole = encode(said);
    for (std::size_t size = 0; size < 26; ++size)
        BOOST_TEST(!decode_said(View{whole}.first(size)));
}

BOOST_AUTO_TEST_CASE(the_state_is_read_again)
{
    const State state{1, 2, 3, 4, 5, 6, 7, 8, 9};
    const auto again = decode_state(encode(state));
    BOOST_REQUIRE(again);
    BOOST_TEST(again->own_history == 1u);
    BOOST_TEST(again->peer_since == 3u);
    BOOST_TEST(again->shown_place == 6u);
    BOOST_TEST(again->seen == 9u);
    BOOST_TEST(!decode_state(View{encode(state)}.first(71)));
    BOOST_TEST(!decode_state({}));
}

BOOST_AUTO_TEST_CASE(notes_keep_the_newest)
{
    auto notes = add_note("", "2026-01-02 03:04", "Anna", "asks for a new mouse");
    BOOST_TEST(notes == "2026-01-02 03:04 Anna: asks for a new mouse\n");
    for (int i = 0; i < 100; ++i)
        notes = add_note(std::move(notes), "2026-01-02 03:04", "Anna",
                         std::string(1000, 'a') + std::to_string(i));
    BOOST_TEST(notes.size() <= kMaxNotes);
    BOOST_TEST(notes.starts_with("2026-"));
    BOOST_TEST(notes.ends_with("a99\n"));
}
