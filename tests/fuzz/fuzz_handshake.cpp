// Handshake messages from anybody, in the place of each message of all patterns in use: none is accepted.
// SEC-48
#include "core/crypto/noise/handshake.hpp"

#include <cstdlib>
#include <string_view>

using namespace cordee;
using namespace cordee::crypto;

namespace {

constexpr std::string_view kXx = "XXpsk0";
constexpr std::string_view kIk = "IKpsk2";
constexpr std::string_view kNn = "NNpsk0";

X25519KeyPair key_of(bool initiator)
{
    return x25519_key_pair(Secret<32>{ByteArray<32>{static_cast<std::uint8_t>(initiator ? 1 : 2)}});
}

Handshake start(std::string_view pattern, bool initiator)
{
    HandshakeConfig out;
    out.name = "Noise_" + std::string{pattern} + "_25519_AESGCM_SHA256";
    out.initiator = initiator;
    if (pattern != kNn)
        out.s = key_of(initiator);
    if (pattern == kIk && initiator)
        out.rs = key_of(false).public_key;
    out.psks.emplace_back(ByteArray<32>{3});
    return Handshake::create(std::move(out), system_random()).value();
}

/// Two sides that wait for each message of a pattern. A failed read changes nothing, so they wait for ever.
struct Waiting {
    explicit Waiting(std::string_view pattern)
        : for_first{start(pattern, false)}, for_second{start(pattern, true)}, for_third{start(pattern, false)}
    {
        const auto first = for_second.write({}).value();
        if (!for_third.read(first) || !for_third.write({}))
            std::abort();
    }
    void read(View input)
    {
        if (for_first.read(input) || for_second.read(input) || for_third.read(input))
            std::abort();
    }
    Handshake for_first;
    Handshake for_second;
    Handshake for_third; ///< finished, where the pattern has two messages
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static Waiting all[]{Waiting{kXx}, Waiting{kIk}, Waiting{kNn}};
    for (auto& waiting : all)
        waiting.read({data, size});
    return 0;
}
