// Handshake messages from anybody: as they are, and after a genuine first message. No forged one is accepted.
#include "core/crypto/noise/handshake.hpp"

#include <algorithm>
#include <cstdlib>

using namespace cordee;
using namespace cordee::crypto;

namespace {

HandshakeConfig config(bool initiator)
{
    HandshakeConfig out{"Noise_XXpsk0_25519_AESGCM_SHA256", initiator, {}, {}, {}, {}};
    out.s = x25519_key_pair(Secret<32>{ByteArray<32>{static_cast<std::uint8_t>(initiator ? 1 : 2)}});
    out.psks.emplace_back(ByteArray<32>{3});
    return out;
}

Handshake start(bool initiator)
{
    return Handshake::create(config(initiator), system_random()).value();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const View input{data, size};
    auto initiator = start(true);
    auto responder = start(false);
    if (responder.read(input).has_value())
        std::abort();
    const auto hello = initiator.write({}).value();
    if (!responder.read(hello) || initiator.read(input).has_value())
        std::abort();
    const auto answer = responder.write(input.first(std::min<std::size_t>(size, 1000))).value();
    if (!initiator.read(answer) || responder.read(input).has_value())
        std::abort();
    return 0;
}
