// The keys of a group's media: each participant seals with a key of its own, which it gives to the others
// through its session with each. Media only: whoever has the key could seal in the sender's name (SEC-25).
//
//   key id = participant index << 8 | generation
#pragma once

#include "core/base/random.hpp"
#include "core/crypto/replay_window.hpp"
#include "core/crypto/sframe.hpp"

#include <map>
#include <optional>

namespace cordee::crypto {

struct SenderKey {
    std::uint64_t id = 0;
    Secret<32> key;

    [[nodiscard]] std::uint64_t participant() const { return id >> 8; }
    [[nodiscard]] std::uint8_t generation() const { return static_cast<std::uint8_t>(id); }
    [[nodiscard]] SenderKey clone() const { return {id, key.clone()}; }
};

/// One participant's own media. Not for two threads at once.
class GroupSealer {
public:
    /// random outlives it. participant is the index in the list that the controlled side keeps.
    GroupSealer(std::uint64_t participant, Random& random);

    /// The key to give to everybody who may see. Errc::exhausted after 256 keys: the participant needs
    /// another index.
    Result<SenderKey> rotate();
    /// Somebody left, lost the right to view, or joined: nothing is sealed until rotate() (SEC-32).
    void members_changed() { cipher_.reset(); }

    /// Errc::not_permitted while there is no key for the group as it is, Errc::exhausted at 2^48 frames.
    Result<Bytes> seal(View metadata, View frame);

private:
    std::uint64_t participant_;
    Random& random_;
    std::uint64_t next_generation_ = 0;
    std::optional<SFrameCipher> cipher_;
    std::uint64_t counter_ = 0;
};

struct OpenedMedia {
    std::uint64_t participant = 0;
    std::uint8_t generation = 0;
    std::uint64_t counter = 0;
    Bytes frame;
};

/// The media of all others. Not for two threads at once.
class GroupOpener {
public:
    /// Most participants whose keys are kept.
    static constexpr std::size_t kMaxParticipants = 32;

    /// A key as its sender gave it, through the session with that sender: `from` is who it is. The one before
    /// is kept for frames that are still on the way, older ones are not. Errc::not_permitted for a key in
    /// another's name, already_used for a generation that is not newer, exhausted for one participant too
    /// many.
    Result<void> add(std::uint64_t from, const SenderKey& key);
    void remove(std::uint64_t participant) { senders_.erase(participant); }

    /// Errc::malformed, not_found (no such key here), already_used (seen before, or too old), bad_signature.
    /// Nothing changes then.
    Result<OpenedMedia> open(View object, View metadata);

private:
    struct Kept {
        std::uint8_t generation;
        SFrameCipher cipher;
        ReplayWindow window;
    };
    struct Sender {
        std::optional<Kept> current;
        std::optional<Kept> before;
    };

    Kept* find(const SFrameHeader& header);

    std::map<std::uint64_t, Sender> senders_;
};

} // namespace cordee::crypto
