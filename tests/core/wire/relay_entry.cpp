#include "core/wire/relay_entry.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::wire;

BOOST_AUTO_TEST_SUITE(relay_entry)

namespace {

Bytes entry_of(std::size_t ticket_size)
{
    RelayEntry entry{"", {}};
    const std::string ticket(ticket_size, 't');
    entry.ticket = ticket;
    entry.proof.fill(7);
    return encode_relay_entry(entry).value();
}

} // namespace

BOOST_AUTO_TEST_CASE(an_entry_comes_back_as_it_was)
{
    const auto bytes = entry_of(300);
    const auto entry = decode_relay_entry(bytes);
    BOOST_REQUIRE(entry.has_value());
    BOOST_TEST(entry->ticket == std::string(300, 't'));
    BOOST_TEST(entry->proof[31] == 7);
}

BOOST_AUTO_TEST_CASE(the_greeting_comes_back_and_another_program_is_recognised)
{
    RelayNonce nonce{};
    nonce[0] = 1;
    nonce[31] = 2;
    auto greeting = encode_relay_greeting(nonce);
    BOOST_TEST((decode_relay_greeting(greeting) == nonce));
    BOOST_TEST(decode_relay_greeting(View{greeting}.first(35)).has_error());
    greeting[0] = 'H';
    BOOST_TEST(decode_relay_greeting(greeting).error() == Errc::malformed);
}

BOOST_AUTO_TEST_CASE(lengths_at_their_edges) // SEC-26
{
    const auto length = [](std::uint8_t high, std::uint8_t low) {
        return decode_relay_ticket_length(ByteArray<2>{high, low});
    };
    BOOST_TEST(length(0, 0).error() == Errc::malformed);
    BOOST_TEST(length(0, 1).value() == 1U);
    BOOST_TEST(length(4, 0).value() == 1024U);
    BOOST_TEST(length(4, 1).error() == Errc::too_large);
    BOOST_TEST(length(255, 255).error() == Errc::too_large);
    BOOST_TEST(encode_relay_entry({"", {}}).error() == Errc::too_large);
    BOOST_TEST(encode_relay_entry({std::string(1025, 't'), {}}).error() == Errc::too_large);
    BOOST_TEST(decode_relay_entry(entry_of(1024)).has_value());
}

BOOST_AUTO_TEST_CASE(nothing_may_be_missing_or_follow)
{
    auto bytes = entry_of(40);
    for (std::size_t n = 0; n < bytes.size(); ++n)
        BOOST_TEST(decode_relay_entry(View{bytes}.first(n)).has_error(), n);
    bytes.push_back(0);
    BOOST_TEST(decode_relay_entry(bytes).has_error());
}

BOOST_AUTO_TEST_CASE(a_ticket_is_printable)
{
    for (const std::uint8_t wrong : Bytes{0x00, 0x0a, 0x20, 0x7f, 0x80, 0xff}) {
        auto bytes = entry_of(40);
        bytes[10] = wrong;
        BOOST_TEST(decode_relay_entry(bytes).error() == Errc::malformed);
    }
}

BOOST_AUTO_TEST_CASE(an_unknown_answer_is_refused)
{
    BOOST_TEST((decode_relay_answer(0).value() == RelayAnswer::paired));
    BOOST_TEST((decode_relay_answer(5).value() == RelayAnswer::absent));
    BOOST_TEST(decode_relay_answer(6).error() == Errc::malformed);
}

BOOST_AUTO_TEST_CASE(where_the_datagrams_go_comes_back_as_it_was)
{
    RelayPaired paired{0xabcd, {}};
    paired.udp_token[0] = 1;
    paired.udp_token[15] = 2;
    const auto bytes = encode_relay_paired(paired);
    BOOST_TEST(bytes.size() == 19U);
    BOOST_TEST(bytes[0] == 0);
    BOOST_TEST((decode_relay_paired(View{bytes}.subspan(1)).value() == paired));
    for (std::size_t n = 0; n < kRelayPairedSize; ++n)
        BOOST_TEST(decode_relay_paired(View{bytes}.subspan(1, n)).error() == Errc::malformed);
    BOOST_TEST(decode_relay_paired(bytes).error() == Errc::malformed);
}

BOOST_AUTO_TEST_SUITE_END()
