// One Noise handshake of one side: from keys to two session keys that only the right peer shares.
#pragma once

#include "core/crypto/noise/symmetric_state.hpp"
#include "core/crypto/x25519.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::crypto {

inline constexpr std::size_t kMaxNoiseMessage = 65535;

struct HandshakeConfig {
    std::string name; ///< such as "Noise_XXpsk0_25519_AESGCM_SHA256"
    bool initiator = false;
    Bytes prologue;
    std::optional<X25519KeyPair> s;  ///< own static key, where the pattern has one
    std::optional<ByteArray<32>> rs; ///< the peer's, where the pattern knows it beforehand
    std::vector<Secret<32>> psks;    ///< in the order of the psk tokens
};

/// What a finished handshake leaves. k1 is for initiator to responder; neither encrypts anything directly,
/// see KeySchedule.
struct Keys {
    Secret<32> k1;
    Secret<32> k2;
    ByteArray<32> hash{};
};

/// Not for two threads at once. Payloads read before finished() are only as trustworthy as the pattern makes
/// them: let nothing take effect before.
class Handshake {
public:
    /// Errc::unsupported for an unknown protocol, Errc::bad_key when a key or psk is missing or out of place.
    /// random gives the ephemeral key and outlives the handshake.
    static Result<Handshake> create(HandshakeConfig config, Random& random);

    /// The next message with this payload. On an error the state is unchanged, as in read().
    Result<Bytes> write(View payload);
    /// The payload of the peer's next message.
    Result<Bytes> read(View message);

    /// Puts the psk of that token, counted from 0, in the place of the one in the config: for a responder who
    /// learns from the first message which one it is. Errc::unexpected when the token was passed or is none.
    Result<void> set_psk(std::size_t number, Secret<32> psk);

    [[nodiscard]] bool finished() const;
    [[nodiscard]] bool my_turn() const;
    /// Authenticated once finished() if the pattern agrees with it.
    [[nodiscard]] std::optional<ByteArray<32>> remote_static() const { return state_.rs; }
    /// The hash of everything said so far; the first 32 bytes where the protocol's hash has 64.
    [[nodiscard]] ByteArray<32> hash() const;
    /// The same in full length, valid until the next message.
    [[nodiscard]] View full_hash() const { return state_.symmetric.hash(); }

    /// Only when finished(); else a bug that throws std::logic_error. Wipes what led to the keys.
    [[nodiscard]] Keys finish() &&;

private:
    /// Everything that a message changes, so that a failed one can be forgotten.
    struct State {
        noise::SymmetricState symmetric;
        std::optional<X25519KeyPair> e;
        std::optional<ByteArray<32>> re;
        std::optional<ByteArray<32>> rs;
        std::size_t messages = 0;
        std::size_t psks = 0;

        [[nodiscard]] State clone() const;
    };

    Handshake(HandshakeConfig config, const noise::Protocol& protocol, Random& random);
    void mix_known_keys();
    Result<void> write_token(State& state, noise::Token token, Bytes& out);
    Result<void> read_token(State& state, noise::Token token, View& in) const;
    Result<void> mix_token(State& state, noise::Token token) const;
    [[nodiscard]] Result<Secret<32>> agree(const State& state, noise::Token token) const;

    HandshakeConfig config_;
    noise::Pattern pattern_;
    Random* random_;
    State state_;
};

} // namespace cordee::crypto
