#include "core/crypto/x25519.hpp"

#include "core/crypto/equal.hpp"
#include "core/crypto/openssl.hpp"

#include <openssl/evp.h>

namespace cordee::crypto {
namespace {

Owned<EVP_PKEY> agreement_key(View secret)
{
    Owned<EVP_PKEY> key{EVP_PKEY_new_raw_private_key(EVP_PKEY_X25519, nullptr, secret.data(), secret.size())};
    ensure(key != nullptr, "EVP_PKEY_new_raw_private_key");
    return key;
}

} // namespace

X25519KeyPair make_x25519_key_pair(Random& random)
{
    return x25519_key_pair(random.secret<32>());
}

X25519KeyPair x25519_key_pair(Secret<32> secret)
{
    X25519KeyPair pair{std::move(secret), {}};
    const auto key = agreement_key(pair.secret.view());
    std::size_t size = pair.public_key.size();
    ensure(EVP_PKEY_get_raw_public_key(key.get(), pair.public_key.data(), &size) == 1,
           "EVP_PKEY_get_raw_public_key");
    return pair;
}

Result<Secret<32>> x25519(const Secret<32>& secret, const ByteArray<32>& public_key)
{
    const auto own = agreement_key(secret.view());
    const Owned<EVP_PKEY> peer{
        EVP_PKEY_new_raw_public_key(EVP_PKEY_X25519, nullptr, public_key.data(), public_key.size())};
    const Owned<EVP_PKEY_CTX> context{EVP_PKEY_CTX_new(own.get(), nullptr)};
    ensure(peer && context && EVP_PKEY_derive_init(context.get()) == 1, "EVP_PKEY_derive_init");
    Secret<32> shared;
    std::size_t size = shared.size();
    // OpenSSL refuses an all-zero result itself; the comparison keeps that true with any version.
    if (EVP_PKEY_derive_set_peer(context.get(), peer.get()) != 1 ||
        EVP_PKEY_derive(context.get(), shared.mutable_view().data(), &size) != 1 || size != shared.size() ||
        equal_constant_time(shared.view(), ByteArray<32>{}))
        return Errc::bad_key;
    return shared;
}

} // namespace cordee::crypto
