#include "core/crypto/noise/symmetric_state.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>

namespace cordee::crypto::noise {
namespace {

const EVP_MD* evp(HashAlgorithm algorithm)
{
    switch (algorithm) {
    case HashAlgorithm::sha512:
        return EVP_sha512();
    case HashAlgorithm::blake2s:
        return EVP_blake2s256();
    case HashAlgorithm::blake2b:
        return EVP_blake2b512();
    case HashAlgorithm::sha256:
        break;
    }
    return EVP_sha256();
}

void hash_into(HashAlgorithm algorithm, View message, MutableView out)
{
    ensure(EVP_Digest(message.data(), message.size(), out.data(), nullptr, evp(algorithm), nullptr) == 1,
           "EVP_Digest");
}

} // namespace

SymmetricState::SymmetricState(HashAlgorithm algorithm, std::size_t size, CipherState cipher)
    : algorithm_{algorithm}, size_{size}, cipher_{std::move(cipher)}
{}

SymmetricState::SymmetricState(const Protocol& protocol)
    : SymmetricState{protocol.hash, static_cast<std::size_t>(EVP_MD_get_size(evp(protocol.hash))),
                     CipherState{protocol.aead}}
{
    if (protocol.name.size() <= size_)
        std::copy(protocol.name.begin(), protocol.name.end(), hash_.begin());
    else
        hash_into(algorithm_, as_view(protocol.name), hash_);
    std::copy(hash_.begin(), hash_.end(), chaining_key_.mutable_view().begin());
}

SymmetricState SymmetricState::clone() const
{
    SymmetricState out{algorithm_, size_, cipher_.clone()};
    out.chaining_key_ = chaining_key_.clone();
    out.hash_ = hash_;
    return out;
}

void SymmetricState::mix_key(View input)
{
    auto [next, key] = derive<2>(input);
    chaining_key_ = std::move(next);
    cipher_.set_key(key.view().first(32));
}

void SymmetricState::mix_hash(View data)
{
    auto message = to_bytes(hash());
    append(message, data);
    hash_into(algorithm_, message, hash_);
}

void SymmetricState::mix_key_and_hash(View input)
{
    auto [next, mixed, key] = derive<3>(input);
    chaining_key_ = std::move(next);
    mix_hash(meaningful(mixed));
    cipher_.set_key(key.view().first(32));
}

Result<Bytes> SymmetricState::encrypt_and_hash(View plaintext)
{
    auto ciphertext = cipher_.encrypt(hash(), plaintext);
    if (ciphertext)
        mix_hash(*ciphertext);
    return ciphertext;
}

Result<Bytes> SymmetricState::decrypt_and_hash(View ciphertext)
{
    auto plaintext = cipher_.decrypt(hash(), ciphertext);
    if (plaintext)
        mix_hash(ciphertext);
    return plaintext;
}

std::pair<Secret<32>, Secret<32>> SymmetricState::split() const
{
    const auto [first, second] = derive<2>({});
    return {*Secret<32>::from(first.view().first(32)), *Secret<32>::from(second.view().first(32))};
}

SymmetricState::Output SymmetricState::hmac(View key, View message) const
{
    Output out;
    ensure(HMAC(evp(algorithm_), key.data(), int_length(key), message.data(), message.size(),
                out.mutable_view().data(), nullptr) != nullptr,
           "HMAC");
    return out;
}

template <std::size_t N>
std::array<SymmetricState::Output, N> SymmetricState::derive(View input) const
{
    const auto base = hmac(meaningful(chaining_key_), input);
    std::array<Output, N> out;
    ByteArray<65> message{};
    std::size_t length = 0;
    for (std::size_t i = 0; i < N; ++i) {
        message[length] = static_cast<std::uint8_t>(i + 1);
        out[i] = hmac(meaningful(base), View{message}.first(length + 1));
        std::copy_n(out[i].view().begin(), size_, message.begin());
        length = size_;
    }
    wipe(message);
    return out;
}

} // namespace cordee::crypto::noise
