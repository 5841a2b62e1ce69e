#include "core/crypto/record.hpp"

#include <limits>

namespace cordee::crypto {

RecordSealer::RecordSealer(Secret<32> key, std::uint32_t epoch, const Clock& clock, RecordLimits limits,
                           RecordPath path)
    : key_{std::move(key)}, aead_{key_}, clock_{clock}, limits_{limits}, path_{path},
      epoch_{static_cast<std::uint8_t>(epoch)}, key_since_{clock.steady()}
{}

Result<void> RecordSealer::seal(View plaintext, Bytes& out)
{
    const bool stream = path_ == RecordPath::stream;
    if (plaintext.size() > (stream ? kMaxRecordPlaintext : kMaxDatagramPlaintext))
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
    write_record_header(record, {stream ? kStreamRecord : kDatagramRecord, epoch_, generation_, counter_});
    aead_.seal(record_nonce(counter_), record.first(kRecordHeader), plaintext, record.subspan(kRecordHeader));
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
    key_ = next_record_key(key_);
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
    const auto header = read_record_header(record);
    if (header.kind != kStreamRecord || header.epoch != epoch_ || header.counter != counter_)
        return Errc::unexpected;
    const auto generation = header.generation;
    if (generation == generation_)
        return open_with(aead_, record);
    if (generation != generation_ + 1)
        return Errc::unexpected;
    auto key = next_record_key(key_);
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
    shrink_for(plaintext_, record.size());
    plaintext_.resize(record.size() - kRecordOverhead);
    if (const auto opened = aead.open(record_nonce(counter_), record.first(kRecordHeader),
                                      record.subspan(kRecordHeader), plaintext_);
        !opened)
        return opened.error();
    ++counter_;
    return View{plaintext_};
}

} // namespace cordee::crypto
