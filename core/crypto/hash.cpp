#include "core/crypto/hash.hpp"

#include <openssl/evp.h>

namespace cordee::crypto {
namespace {

template <std::size_t N>
ByteArray<N> digest(const EVP_MD* algorithm, View message)
{
    ByteArray<N> out{};
    ensure(EVP_Digest(message.data(), message.size(), out.data(), nullptr, algorithm, nullptr) == 1,
           "EVP_Digest");
    return out;
}

} // namespace

ByteArray<32> sha256(View message)
{
    return digest<32>(EVP_sha256(), message);
}
ByteArray<64> blake2b512(View message)
{
    return digest<64>(EVP_blake2b512(), message);
}

Sha256::Sha256() : context_{EVP_MD_CTX_new()}
{
    ensure(context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1, "EVP_DigestInit_ex");
}

void Sha256::update(View piece)
{
    ensure(EVP_DigestUpdate(context_.get(), piece.data(), piece.size()) == 1, "EVP_DigestUpdate");
}

ByteArray<32> Sha256::finish()
{
    ByteArray<32> out{};
    ensure(EVP_DigestFinal_ex(context_.get(), out.data(), nullptr) == 1, "EVP_DigestFinal_ex");
    return out;
}

} // namespace cordee::crypto
