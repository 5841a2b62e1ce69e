// Whole handshakes, either side of each way, with a peer who says what the input says. The peer knows what
// travels in the open, so its first record may carry the right context. No session comes of it, and nothing
// hangs.
// SEC-48
#include "core/crypto/hash.hpp"
#include "core/session/handshake/handshake.hpp"
#include "core/session/peer_info.hpp"
#include "core/transport/pipe.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdlib>

using namespace cordee;
using namespace cordee::session;

namespace {

namespace asio = boost::asio;
using wire::Way;

struct NoGuesses : GuessLimit {
    Result<void> spend() override { return Errc::exhausted; } // a guess costs the stretching of a code
};

const crypto::X25519KeyPair& own_key()
{
    static const auto key = crypto::x25519_key_pair(Secret<32>{{7}});
    return key;
}
const crypto::X25519KeyPair& peer_key()
{
    static const auto key = crypto::x25519_key_pair(Secret<32>{{9}});
    return key;
}

Credential credential(Way way, bool initiator, GuessLimit& guesses)
{
    switch (way) {
    case Way::code:
        return CodeSecret{Secret<8>{{1}}, &guesses};
    case Way::link:
        return LinkSecret{Secret<16>{{2}}};
    case Way::known_device:
        if (initiator)
            return Pairing{Secret<32>{{3}}, peer_key().public_key};
        return PairingLookup{[](const ByteArray<32>&) { return std::optional{Secret<32>{{3}}}; }};
    case Way::introduced:
        return IntroSecret{Secret<32>{{4}}, {5}};
    case Way::account:
        break;
    }
    return AccountOnly{};
}

/// The context that the side under test expects, around the rest of a first record.
Bytes first_record(const HandshakeConfig& config, View rest)
{
    const auto hello = hello_text();
    wire::Context context;
    context.way = config.way;
    context.initiator = config.peer;
    context.session = config.session;
    context.grant_hash = crypto::sha256(as_view(config.grant_token));
    context.hello_hash = crypto::sha256(as_view(hello));
    auto out = wire::encode_hs1(wire::encode_context(context), as_view(hello),
                                rest.first(std::min<std::size_t>(rest.size(), 4096)))
                   .value();
    if (config.way == Way::code)
        out[0] = static_cast<std::uint8_t>(wire::Kind::pake1);
    return out;
}

asio::awaitable<void> say(transport::Connection& to, std::vector<Bytes> records)
{
    for (const auto& record : records)
        if (!co_await to.send(record))
            break;
    to.close();
}

asio::awaitable<void> run_side(std::unique_ptr<transport::Connection> over, HandshakeConfig config,
                               std::optional<HandshakeResult>& result)
{
    result.emplace(co_await shake_hands(std::move(over), std::move(config), system_random()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 3)
        return 0;
    NoGuesses guesses;
    HandshakeConfig config;
    config.way = static_cast<Way>(1 + data[0] % 5);
    // The joiner stretches the code before anything is said; fuzz_spake2 has its part.
    config.initiator = (data[0] & 0x80) != 0 && config.way != Way::code;
    config.key = own_key().clone();
    config.credential = credential(config.way, config.initiator, guesses);
    config.grant.ways = {"code", "link", "device", "introduced", "account"};
    config.grant.parts.resize(2);
    config.grant.parts[0].role = "operator";
    config.grant.parts[0].key = peer_key().public_key;
    config.grant.parts[1].role = "agent";
    config.grant.parts[1].key = config.key.public_key;

    std::vector<Bytes> records;
    View rest{data + 2, size - 2};
    if (!config.initiator && (data[0] & 0x40) != 0) {
        const auto part = rest.first(std::min<std::size_t>(rest.size(), data[1]));
        records.push_back(first_record(config, part));
        rest = rest.subspan(part.size());
    }
    while (!rest.empty() && records.size() < 4) {
        const auto part = rest.first(std::min<std::size_t>(rest.size(), 1 + std::size_t{rest[0]} * 16));
        records.push_back(to_bytes(part));
        rest = rest.subspan(part.size());
    }
    asio::io_context context{1};
    auto pipe = transport::make_pipe(context.get_executor());
    std::optional<HandshakeResult> result;
    asio::co_spawn(context, run_side(std::move(pipe.first), std::move(config), result), asio::detached);
    asio::co_spawn(context, say(*pipe.second, std::move(records)), asio::detached);
    context.run();
    if (!result || result->has_value())
        std::abort();
    return 0;
}
