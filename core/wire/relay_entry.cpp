#include "core/wire/relay_entry.hpp"

#include <algorithm>

namespace cordee::wire {
namespace {

constexpr std::string_view kMagic = "RLY1";
constexpr std::size_t kTicketLengthSize = 2;

bool is_printable_ascii(std::uint8_t byte)
{
    return byte > 0x20 && byte < 0x7f;
}

} // namespace

ByteArray<kRelayGreetingSize> encode_relay_greeting(const RelayNonce& nonce)
{
    ByteArray<kRelayGreetingSize> out;
    const auto behind = std::copy(kMagic.begin(), kMagic.end(), out.begin());
    std::copy(nonce.begin(), nonce.end(), behind);
    return out;
}

Result<RelayNonce> decode_relay_greeting(View greeting)
{
    if (greeting.size() != kRelayGreetingSize || as_text(greeting.first(kMagic.size())) != kMagic)
        return Errc::malformed;
    return *to_array<kRelayNonceSize>(greeting.subspan(kMagic.size()));
}

Result<std::size_t> decode_relay_ticket_length(View two_bytes)
{
    if (two_bytes.size() != kTicketLengthSize)
        return Errc::malformed;
    const std::size_t length = std::size_t{two_bytes[0]} << 8U | two_bytes[1];
    if (length == 0)
        return Errc::malformed;
    if (length > kMaxRelayTicket)
        return Errc::too_large;
    return length;
}

Result<Bytes> encode_relay_entry(const RelayEntry& entry)
{
    const auto length = entry.ticket.size();
    if (length == 0 || length > kMaxRelayTicket)
        return Errc::too_large;
    Bytes out{static_cast<std::uint8_t>(length >> 8U), static_cast<std::uint8_t>(length)};
    append(out, as_view(entry.ticket));
    append(out, entry.proof);
    return out;
}

Result<RelayEntry> decode_relay_entry(View entry)
{
    if (entry.size() < kTicketLengthSize)
        return Errc::malformed;
    const auto length = decode_relay_ticket_length(entry.first(kTicketLengthSize));
    if (!length)
        return length.error();
    if (entry.size() != kTicketLengthSize + *length + kRelayProofSize)
        return Errc::malformed;
    const auto ticket = entry.subspan(kTicketLengthSize, *length);
    if (!std::all_of(ticket.begin(), ticket.end(), is_printable_ascii))
        return Errc::malformed;
    return RelayEntry{as_text(ticket), *to_array<kRelayProofSize>(entry.last(kRelayProofSize))};
}

Result<RelayAnswer> decode_relay_answer(std::uint8_t answer)
{
    if (answer > static_cast<std::uint8_t>(RelayAnswer::absent))
        return Errc::malformed;
    return static_cast<RelayAnswer>(answer);
}

ByteArray<1 + kRelayPairedSize> encode_relay_paired(const RelayPaired& paired)
{
    ByteArray<1 + kRelayPairedSize> out{static_cast<std::uint8_t>(RelayAnswer::paired),
                                        static_cast<std::uint8_t>(paired.udp_port >> 8U),
                                        static_cast<std::uint8_t>(paired.udp_port)};
    std::copy(paired.udp_token.begin(), paired.udp_token.end(), out.begin() + 3);
    return out;
}

Result<RelayPaired> decode_relay_paired(View after_answer)
{
    if (after_answer.size() != kRelayPairedSize)
        return Errc::malformed;
    return RelayPaired{static_cast<std::uint16_t>(after_answer[0] << 8U | after_answer[1]),
                       *to_array<kUdpTokenSize>(after_answer.subspan(2))};
}

} // namespace cordee::wire
