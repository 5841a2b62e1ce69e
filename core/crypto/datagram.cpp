#include "core/crypto/datagram.hpp"

namespace cordee::crypto {

DatagramOpener::DatagramOpener(Secret<32> key, std::uint32_t epoch, const Clock& clock)
    : key_{std::move(key)}, aead_{key_}, clock_{clock}, epoch_{static_cast<std::uint8_t>(epoch)}
{}

Result<OpenedDatagram> DatagramOpener::open(View record)
{
    if (old_ && clock_.steady() >= old_->until)
        old_.reset();
    if (record.size() > kMaxDatagram)
        return Errc::too_large;
    if (record.size() < kRecordOverhead)
        return Errc::malformed;
    const auto header = read_record_header(record);
    if (header.kind != kDatagramRecord || header.epoch != epoch_ || header.counter >= kCounterEnd)
        return Errc::unexpected;
    if (!window_.is_new(header.counter))
        return Errc::already_used;
    if (const auto opened = decrypt_with_the_right_key(header, record); !opened)
        return opened.error();
    const auto before = window_.highest();
    window_.mark(header.counter);
    return OpenedDatagram{plaintext_, header.counter, !before || header.counter > *before};
}

Result<void> DatagramOpener::decrypt_with_the_right_key(const RecordHeader& header, View record)
{
    if (header.generation == generation_)
        return decrypt(aead_, header, record);
    if (old_ && header.generation + 1 == generation_)
        return decrypt(old_->aead, header, record);
    if (header.generation != generation_ + 1)
        return Errc::unexpected;
    auto key = next_record_key(key_);
    AesGcm aead{key};
    if (const auto opened = decrypt(aead, header, record); !opened)
        return opened;
    old_.emplace(OldKey{std::move(aead_), clock_.steady() + kOldKey});
    key_ = std::move(key);
    aead_ = std::move(aead);
    generation_ = header.generation;
    return {};
}

Result<void> DatagramOpener::decrypt(AesGcm& aead, const RecordHeader& header, View record)
{
    plaintext_.resize(record.size() - kRecordOverhead);
    return aead.open(record_nonce(header.counter), record.first(kRecordHeader), record.subspan(kRecordHeader),
                     plaintext_);
}

} // namespace cordee::crypto
