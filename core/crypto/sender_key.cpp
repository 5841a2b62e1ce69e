#include "core/crypto/sender_key.hpp"

namespace cordee::crypto {
namespace {

constexpr std::uint64_t kGenerations = 256;
constexpr std::uint64_t kLastCounter = 1ULL << 48;

std::uint64_t id_of(std::uint64_t participant, std::uint64_t generation)
{
    return participant << 8 | generation;
}

} // namespace

GroupSealer::GroupSealer(std::uint64_t participant, Random& random)
    : participant_{participant}, random_{random}
{}

Result<SenderKey> GroupSealer::rotate()
{
    cipher_.reset();
    if (next_generation_ == kGenerations)
        return Errc::exhausted;
    SenderKey key{id_of(participant_, next_generation_++), random_.secret<32>()};
    cipher_.emplace(key.key.view(), key.id);
    counter_ = 0;
    return key;
}

Result<Bytes> GroupSealer::seal(View metadata, View frame)
{
    if (!cipher_)
        return Errc::not_permitted;
    if (counter_ == kLastCounter)
        return Errc::exhausted;
    return cipher_->seal(counter_++, metadata, frame);
}

Result<void> GroupOpener::add(std::uint64_t from, const SenderKey& key)
{
    if (key.participant() != from)
        return Errc::not_permitted;
    if (!senders_.contains(from) && senders_.size() == kMaxParticipants)
        return Errc::exhausted;
    auto& sender = senders_[from];
    if (sender.current && key.generation() <= sender.current->generation)
        return Errc::already_used;
    sender.before = std::move(sender.current);
    sender.current.emplace(Kept{key.generation(), SFrameCipher{key.key.view(), key.id}, {}});
    return {};
}

Result<OpenedMedia> GroupOpener::open(View object, View metadata)
{
    const auto parts = split_sframe(object);
    if (!parts)
        return parts.error();
    auto* kept = find(parts->header);
    if (kept == nullptr)
        return Errc::not_found;
    if (!kept->window.is_new(parts->header.counter))
        return Errc::already_used;
    auto frame = kept->cipher.open(*parts, metadata);
    if (!frame)
        return frame.error();
    kept->window.mark(parts->header.counter);
    return OpenedMedia{parts->header.key_id >> 8, kept->generation, parts->header.counter, std::move(*frame)};
}

GroupOpener::Kept* GroupOpener::find(const SFrameHeader& header)
{
    const auto sender = senders_.find(header.key_id >> 8);
    if (sender == senders_.end())
        return nullptr;
    for (auto* kept : {&sender->second.current, &sender->second.before})
        if (*kept && (*kept)->generation == static_cast<std::uint8_t>(header.key_id))
            return &**kept;
    return nullptr;
}

} // namespace cordee::crypto
