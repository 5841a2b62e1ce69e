#include "core/author/validator/fuzzer.hpp"

#include <algorithm>
#include <array>

namespace cordee::author {

Fuzzer::Fuzzer(std::uint64_t seed, std::vector<Bytes> good) : random_{seed}, good_{std::move(good)} {}

std::size_t Fuzzer::below(std::size_t end)
{
    return end == 0 ? 0 : static_cast<std::size_t>(random_() % end);
}

Bytes Fuzzer::random_bytes(std::size_t size)
{
    Bytes out(size);
    std::generate(out.begin(), out.end(), [this] { return static_cast<std::uint8_t>(random_()); });
    return out;
}

Bytes Fuzzer::start()
{
    constexpr std::size_t kSmall = 64;
    constexpr std::size_t kLarge = 70'000;
    if (!good_.empty() && below(4) != 0)
        return good_[below(good_.size())];
    return random_bytes(below(20) == 0 ? below(kLarge) : below(kSmall));
}

/// One of the mistakes that decoders make something of.
void Fuzzer::spoil(Bytes& message)
{
    constexpr std::array<std::uint8_t, 6> kTelling{0x00, 0x01, 0x7f, 0x80, 0xfe, 0xff};
    const auto at = below(message.size());
    switch (below(7)) {
    case 0: // a bit
        if (!message.empty())
            message[at] ^= static_cast<std::uint8_t>(1u << below(8));
        return;
    case 1: // a length, perhaps
        for (std::size_t i = at; i < std::min(message.size(), at + 4); ++i)
            message[i] = 0xff;
        return;
    case 2: // the end is missing
        message.resize(at);
        return;
    case 3: { // something too much
        const auto more = random_bytes(1 + below(16));
        message.insert(message.begin() + static_cast<std::ptrdiff_t>(at), more.begin(), more.end());
        return;
    }
    case 4: // a part twice
        if (!message.empty() && message.size() < 1 << 20) {
            const Bytes part{message.begin() + static_cast<std::ptrdiff_t>(at), message.end()};
            append(message, part);
        }
        return;
    case 5:
        if (!message.empty())
            message[at] = kTelling[below(kTelling.size())];
        return;
    default: // a number that is one too large or small
        if (!message.empty())
            message[at] = static_cast<std::uint8_t>(message[at] + (below(2) == 0 ? 1 : 0xff));
        return;
    }
}

Bytes Fuzzer::next()
{
    auto out = start();
    // Now and then as it was: good messages lead to where bad ones are interesting.
    for (auto mistakes = below(4); mistakes > 0; --mistakes)
        spoil(out);
    return out;
}

} // namespace cordee::author
