#include "core/crypto/record.hpp"

#include <algorithm>
#include <limits>

namespace cordee::crypto {
namespace {

template <class T>
void put(MutableView out, T value)
{
    for (std::size_t i = 0; i < sizeof(T); ++i)
        out[i] = static_cast<std::uint8_t>(value >> (8 * (sizeof(T) - 1 - i)));
}

template <class T>
T get(View in)
{
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
        value = static_cast<T>(value << 8 | in[i]);
    return value;
}

Nonce nonce_of(std::uint64_t counter)
{
    Nonce out{};
    put(MutableView{out}.subspan(4), counter);
    return out;
}

/// Noise REKEY: the key encrypts zeros under a nonce that no record reaches.
Secret<32> next_key(const Secret<32>& key)
{
    Secret<32 + kTagSize> out;
    AesGcm{key}.seal(nonce_of(std::numeric_limits<std::uint64_t>::max()), {}, ByteArray<32>{},
                     out.mutable_view());
    return *Secret<32>::from(out.view().first(32));
}

} // namespace

RecordSealer::RecordSealer(Secret<32> key, std::uint32_t epoch, const Clock& clock, RecordLimits limits)
    : key_{std::move(key)}, aead_{key_}, clock_{clock}, limits_{limits},
      epoch_{static_cast<std::uint8_t>(epoch)}, key_since_{clock.steady()}
{}

Result<void> RecordSealer::seal(View plaintext, Bytes& out)
{
    if (plaintext.size() > kMaxRecordPlaintext)
        return Errc::too_large;
    if (counter_ >= limits_.counter)
        return Errc::exhausted;
    if (key_is_spent(plaintext.size())) {
        if (generation_ == std::numeric_limits<std::uint16_t>::max())
            return Errc::exhausted;
        rekey();
    }
    out.resize(plaintext.size() + kRecordOverhead);
    const MutableView record{out};
    record[0] = kStreamRecord;
    record[1] = epoch_;
    put(record.subspan(2), generation_);
    put(record.subspan(4), counter_);
    aead_.seal(nonce_of(counter_), record.first(kRecordHeader), plaintext, record.subspan(kRecordHeader));
    ++counter_;
    ++key_records_;
    key_bytes_ += plaintext.size();
    return {};
}

bool RecordSealer::key_is_spent(std::size_t next) const
{
    return key_records_ >= limits_.records || key_bytes_ + next > limits_.bytes ||
           clock_.steady() - key_since_ >= limits_.age;
}

void RecordSealer::rekey()
{
    key_ = next_key(key_);
    aead_ = AesGcm{key_};
    ++generation_;
    key_records_ = 0;
    key_bytes_ = 0;
    key_since_ = clock_.steady();
}

RecordOpener::RecordOpener(Secret<32> key, std::uint32_t epoch)
    : key_{std::move(key)}, aead_{key_}, epoch_{static_cast<std::uint8_t>(epoch)}
{}

Result<View> RecordOpener::open(View record)
{
    if (record.size() > kMaxRecord)
        return Errc::too_large;
    if (record.size() < kRecordOverhead)
        return Errc::malformed;
    if (record[0] != kStreamRecord || record[1] != epoch_ ||
        get<std::uint64_t>(record.subspan(4)) != counter_)
        return Errc::unexpected;
    const auto generation = get<std::uint16_t>(record.subspan(2));
    if (generation == generation_)
        return open_with(aead_, record);
    if (generation != generation_ + 1)
        return Errc::unexpected;
    auto key = next_key(key_);
    AesGcm aead{key};
    auto opened = open_with(aead, record);
    if (opened) {
        key_ = std::move(key);
        aead_ = std::move(aead);
        generation_ = generation;
    }
    return opened;
}

Result<View> RecordOpener::open_with(AesGcm& aead, View record)
{
    plaintext_.resize(record.size() - kRecordOverhead);
    if (const auto opened = aead.open(nonce_of(counter_), record.first(kRecordHeader),
                                      record.subspan(kRecordHeader), plaintext_);
        !opened)
        return opened.error();
    ++counter_;
    return View{plaintext_};
}

} // namespace cordee::crypto
