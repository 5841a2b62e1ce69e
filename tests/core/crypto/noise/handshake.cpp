#include "core/crypto/noise/handshake.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;

namespace {

struct Pair {
    Handshake initiator;
    Handshake responder;
};

const X25519KeyPair& key_of(bool initiator)
{
    static const auto first = make_x25519_key_pair(system_random());
    static const auto second = make_x25519_key_pair(system_random());
    return initiator ? first : second;
}

HandshakeConfig config(const std::string& name, bool initiator)
{
    const auto pattern = noise::parse_protocol(name).value().pattern;
    HandshakeConfig out{name, initiator, to_bytes(std::string_view{"prologue"}), {}, {}, {}};
    if (pattern.needs_static(initiator))
        out.s = key_of(initiator).clone();
    if (initiator ? pattern.responder_static_known : pattern.initiator_static_known)
        out.rs = key_of(!initiator).public_key;
    for (std::size_t i = 0; i < pattern.psk_count(); ++i)
        out.psks.emplace_back(ByteArray<32>{static_cast<std::uint8_t>(i + 1)});
    return out;
}

Handshake start(HandshakeConfig config)
{
    return Handshake::create(std::move(config), system_random()).value();
}

Pair pair(const std::string& name)
{
    return {start(config(name, true)), start(config(name, false))};
}

/// Exchanges messages until an error or the end.
Result<void> run(Pair& pair)
{
    while (!pair.initiator.finished() || !pair.responder.finished()) {
        auto& sender = pair.initiator.my_turn() ? pair.initiator : pair.responder;
        auto& receiver = pair.initiator.my_turn() ? pair.responder : pair.initiator;
        const auto message = sender.write(as_view("payload"));
        if (!message)
            return message.error();
        const auto payload = receiver.read(*message);
        if (!payload)
            return payload.error();
        if (as_text(*payload) != "payload")
            return Errc::internal;
    }
    return {};
}

const std::string kLink = "Noise_XXpsk0_25519_AESGCM_SHA256";

} // namespace

BOOST_AUTO_TEST_SUITE(noise_handshake)

BOOST_AUTO_TEST_CASE(every_pattern_with_every_algorithm_ends_in_the_same_keys)
{
    for (const auto pattern : noise::pattern_names())
        for (const char* psk : {"", "psk0", "psk1", "psk0+psk1"})
            for (const char* suite :
                 {"AESGCM_SHA256", "ChaChaPoly_BLAKE2s", "AESGCM_SHA512", "ChaChaPoly_BLAKE2b"}) {
                const auto name = "Noise_" + std::string{pattern} + psk + "_25519_" + suite;
                BOOST_TEST_CONTEXT(name)
                {
                    auto both = pair(name);
                    BOOST_REQUIRE(run(both).has_value());
                    const auto one = std::move(both.initiator).finish();
                    const auto two = std::move(both.responder).finish();
                    BOOST_TEST(to_hex(one.k1.view()) == to_hex(two.k1.view()));
                    BOOST_TEST(to_hex(one.k2.view()) == to_hex(two.k2.view()));
                    BOOST_TEST((one.hash == two.hash));
                    BOOST_TEST(to_hex(one.k1.view()) != to_hex(one.k2.view()));
                }
            }
}

BOOST_AUTO_TEST_CASE(each_side_learns_the_others_static_key)
{
    auto both = pair(kLink);
    BOOST_TEST(!both.initiator.remote_static().has_value());
    BOOST_REQUIRE(run(both).has_value());
    BOOST_TEST((both.initiator.remote_static() == key_of(false).public_key));
    BOOST_TEST((both.responder.remote_static() == key_of(true).public_key));
}

// SEC-3, SEC-5
BOOST_AUTO_TEST_CASE(another_psk_or_prologue_is_refused_at_the_first_message)
{
    auto other_psk = config(kLink, false);
    other_psk.psks[0] = Secret<32>{ByteArray<32>{9}};
    auto other_prologue = config(kLink, false);
    other_prologue.prologue[0] ^= 1;
    for (auto* wrong : {&other_psk, &other_prologue}) {
        Pair both{start(config(kLink, true)), start(std::move(*wrong))};
        const auto message = both.initiator.write({}).value();
        BOOST_TEST(both.responder.read(message).error() == Errc::bad_signature);
    }
}

// SEC-18 for the handshake: a damaged message changes nothing, the true one still counts.
BOOST_AUTO_TEST_CASE(a_failed_read_leaves_the_state_unchanged)
{
    auto both = pair(kLink);
    for (bool forth = true; !both.responder.finished(); forth = !forth) {
        auto& sender = forth ? both.initiator : both.responder;
        auto& receiver = forth ? both.responder : both.initiator;
        const auto message = sender.write(as_view("x")).value();
        const auto hash = receiver.hash();
        for (std::size_t i = 0; i < message.size(); ++i) {
            auto wrong = message;
            wrong[i] ^= 0x40;
            BOOST_TEST(receiver.read(wrong).has_error());
            BOOST_TEST(receiver.read(View{message}.first(i)).has_error());
        }
        BOOST_TEST((receiver.hash() == hash));
        BOOST_TEST(receiver.read(message).has_value());
    }
}

// SEC-7
BOOST_AUTO_TEST_CASE(an_ephemeral_key_of_small_order_is_refused)
{
    auto responder = start(config("Noise_NN_25519_AESGCM_SHA256", false));
    BOOST_TEST(responder.read(Bytes(32, 0)).has_value());
    BOOST_TEST(responder.write({}).error() == Errc::bad_key);
    auto known = start(config("Noise_NK_25519_AESGCM_SHA256", false));
    BOOST_TEST(known.read(Bytes(32 + kTagSize, 0)).error() == Errc::bad_key);
}

BOOST_AUTO_TEST_CASE(each_side_speaks_in_its_turn)
{
    auto both = pair(kLink);
    BOOST_TEST(both.responder.write({}).error() == Errc::unexpected);
    BOOST_TEST(both.initiator.read(Bytes(48)).error() == Errc::unexpected);
    BOOST_REQUIRE(run(both).has_value());
    BOOST_TEST(both.initiator.write({}).error() == Errc::unexpected);
    BOOST_TEST(both.responder.read(Bytes(48)).error() == Errc::unexpected);
    auto unfinished = pair(kLink);
    BOOST_CHECK_THROW((void)std::move(unfinished.initiator).finish(), std::logic_error);
}

// SEC-26
BOOST_AUTO_TEST_CASE(a_message_has_at_most_65535_bytes)
{
    auto both = pair(kLink);
    const std::size_t room = kMaxNoiseMessage - 32 - kTagSize;
    BOOST_TEST(both.initiator.write(Bytes(room + 1)).error() == Errc::too_large);
    BOOST_TEST(both.initiator.write(Bytes(kMaxNoiseMessage + 1)).error() == Errc::too_large);
    const auto message = both.initiator.write(Bytes(room)).value();
    BOOST_TEST(both.responder.read(Bytes(kMaxNoiseMessage + 1)).error() == Errc::too_large);
    BOOST_TEST(both.responder.read(message).has_value());
}

// SEC-1
BOOST_AUTO_TEST_CASE(keys_are_given_exactly_as_the_pattern_asks)
{
    const auto refused = [](HandshakeConfig wrong) {
        return Handshake::create(std::move(wrong), system_random()).error() == Errc::bad_key;
    };
    auto no_static = config(kLink, true);
    no_static.s.reset();
    BOOST_TEST(refused(std::move(no_static)));
    auto no_psk = config(kLink, true);
    no_psk.psks.clear();
    BOOST_TEST(refused(std::move(no_psk)));
    auto pinned_where_nothing_is_pinned = config(kLink, true);
    pinned_where_nothing_is_pinned.rs = key_of(false).public_key;
    BOOST_TEST(refused(std::move(pinned_where_nothing_is_pinned)));
}

BOOST_AUTO_TEST_CASE(unknown_names_are_refused)
{
    for (const char* name :
         {"", "Noise", "Noise_XX_25519_AESGCM", "Noise_XX_25519_AESGCM_SHA256_more",
          "noise_XX_25519_AESGCM_SHA256", "Noise_XX_448_AESGCM_SHA256", "Noise_XX_25519_AESGCM_MD5",
          "Noise_XX_25519_NULL_SHA256", "Noise_YY_25519_AESGCM_SHA256", "Noise_XXpsk4_25519_AESGCM_SHA256",
          "Noise_XXpsk0+psk0_25519_AESGCM_SHA256", "Noise_XXpsk0+_25519_AESGCM_SHA256",
          "Noise_XXpsk_25519_AESGCM_SHA256", "Noise_psk0_25519_AESGCM_SHA256"})
        BOOST_TEST(noise::parse_protocol(name).error() == Errc::unsupported, name);
}

BOOST_AUTO_TEST_SUITE_END()
