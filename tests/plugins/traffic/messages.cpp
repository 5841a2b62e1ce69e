#include "messages.hpp"

#include <algorithm>

namespace traffic {
namespace {

void put(std::uint8_t* at, std::uint64_t value)
{
    for (int i = 0; i < 8; ++i)
        at[i] = static_cast<std::uint8_t>(value >> (56 - 8 * i));
}

std::uint64_t get(const std::uint8_t* at)
{
    std::uint64_t out = 0;
    for (int i = 0; i < 8; ++i)
        out = out << 8 | at[i];
    return out;
}

} // namespace

Bytes encode_timed(const Timed& timed, std::size_t size)
{
    Bytes out(size);
    put(out.data(), timed.number);
    put(out.data() + 8, static_cast<std::uint64_t>(nanoseconds(timed.sent)));
    return out;
}

std::optional<Timed> decode_timed(Message message)
{
    if (message.size() < 16)
        return std::nullopt;
    return Timed{get(message.data()), time_of(static_cast<std::int64_t>(get(message.data() + 8)))};
}

Bytes encode_counted(std::uint64_t number, std::size_t most)
{
    const auto more =
        most > 8 ? (number * 7919) % (most - 7) : 0; // a prime, so that sizes do not repeat soon
    Bytes out(8 + more);
    put(out.data(), number);
    std::uint64_t state = number;
    for (std::size_t i = 8; i < out.size(); ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        out[i] = static_cast<std::uint8_t>(state >> 56);
    }
    return out;
}

std::optional<std::uint64_t> decode_counted(Message message, std::size_t most)
{
    if (message.size() < 8)
        return std::nullopt;
    const auto number = get(message.data());
    const auto expected = encode_counted(number, most);
    if (!std::equal(message.begin(), message.end(), expected.begin(), expected.end()))
        return std::nullopt;
    return number;
}

std::int64_t nanoseconds(Clock::time_point time)
{
    return std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
}

Clock::time_point time_of(std::int64_t nanoseconds)
{
    return Clock::time_point{std::chrono::nanoseconds{nanoseconds}};
}

} // namespace traffic
