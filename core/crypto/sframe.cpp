#include "core/crypto/sframe.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

namespace cordee::crypto {
namespace {

constexpr std::uint16_t kSuite = 5;
constexpr std::uint64_t kInline = 8; ///< values below stand in the config byte

/// At least one byte.
Bytes shortest(std::uint64_t value)
{
    Bytes out;
    for (int shift = 56; shift >= 0; shift -= 8)
        if (value >> shift != 0 || shift == 0)
            out.push_back(static_cast<std::uint8_t>(value >> shift));
    return out;
}

/// The four bits of one value; what does not fit in them goes to `rest`.
std::uint8_t put_value(std::uint64_t value, Bytes& rest)
{
    if (value < kInline)
        return static_cast<std::uint8_t>(value);
    const auto bytes = shortest(value);
    append(rest, bytes);
    return static_cast<std::uint8_t>(0x08 | (bytes.size() - 1));
}

/// Reads what put_value() wrote.
Result<std::uint64_t> take_value(unsigned bits, View& rest)
{
    if ((bits & 0x08) == 0)
        return bits;
    const std::size_t size = (bits & 0x07) + 1;
    if (rest.size() < size)
        return Errc::malformed;
    std::uint64_t value = 0;
    for (const auto byte : rest.first(size))
        value = value << 8 | byte;
    if (value < kInline || (size > 1 && rest.front() == 0))
        return Errc::malformed;
    rest = rest.subspan(size);
    return value;
}

Secret<64> hmac_sha512(View key, View message)
{
    static constexpr std::uint8_t kNoKey = 0; // OpenSSL reads a null key as "the key of before"
    Secret<64> out;
    ensure(HMAC(EVP_sha512(), key.empty() ? &kNoKey : key.data(), int_length(key), message.data(),
                message.size(), out.mutable_view().data(), nullptr) != nullptr,
           "HMAC");
    return out;
}

/// HKDF-Expand with SHA-512 of at most 64 bytes: its first block.
Secret<64> expand(const Secret<64>& secret, std::string_view purpose, std::uint64_t key_id)
{
    auto label = to_bytes(std::string_view{"SFrame 1.0 Secret "});
    append(label, as_view(purpose));
    label.push_back(' ');
    for (int shift = 56; shift >= 0; shift -= 8)
        label.push_back(static_cast<std::uint8_t>(key_id >> shift));
    label.push_back(static_cast<std::uint8_t>(kSuite >> 8));
    label.push_back(static_cast<std::uint8_t>(kSuite));
    label.push_back(1);
    return hmac_sha512(secret.view(), label);
}

Aead make_aead(View base_key, std::uint64_t key_id)
{
    return {AeadAlgorithm::aes_256_gcm, expand(hmac_sha512({}, base_key), "key", key_id).view().first(32)};
}

} // namespace

Bytes encode_sframe_header(const SFrameHeader& header)
{
    Bytes rest;
    const auto key_id = put_value(header.key_id, rest);
    const auto counter = put_value(header.counter, rest);
    Bytes out{static_cast<std::uint8_t>(key_id << 4 | counter)};
    append(out, rest);
    return out;
}

Result<SFrameParts> split_sframe(View object)
{
    if (object.empty())
        return Errc::malformed;
    auto rest = object.subspan(1);
    const auto key_id = take_value(object.front() >> 4U, rest);
    if (!key_id)
        return key_id.error();
    const auto counter = take_value(object.front() & 0x0fU, rest);
    if (!counter)
        return counter.error();
    if (rest.size() < kTagSize)
        return Errc::malformed;
    return SFrameParts{{*key_id, *counter}, object.first(object.size() - rest.size()), rest};
}

SFrameCipher::SFrameCipher(View base_key, std::uint64_t key_id)
    : key_id_{key_id}, aead_{make_aead(base_key, key_id)}
{
    const auto salt = expand(hmac_sha512({}, base_key), "salt", key_id);
    std::copy_n(salt.view().begin(), salt_.size(), salt_.begin());
}

Bytes SFrameCipher::seal(std::uint64_t counter, View metadata, View frame)
{
    auto out = encode_sframe_header({key_id_, counter});
    auto associated = out;
    append(associated, metadata);
    const auto header = out.size();
    out.resize(header + frame.size() + kTagSize);
    aead_.seal(nonce_of(counter), associated, frame, MutableView{out}.subspan(header));
    return out;
}

Result<Bytes> SFrameCipher::open(const SFrameParts& parts, View metadata)
{
    if (parts.header.key_id != key_id_)
        return Errc::unexpected;
    auto associated = to_bytes(parts.encoded_header);
    append(associated, metadata);
    Bytes out(parts.sealed.size() - kTagSize);
    if (const auto opened = aead_.open(nonce_of(parts.header.counter), associated, parts.sealed, out);
        !opened)
        return opened.error();
    return out;
}

Nonce SFrameCipher::nonce_of(std::uint64_t counter) const
{
    auto out = salt_;
    for (std::size_t i = 0; i < 8; ++i)
        out[out.size() - 1 - i] ^= static_cast<std::uint8_t>(counter >> (8 * i));
    return out;
}

} // namespace cordee::crypto
