#include "core/crypto/openssl.hpp"

#include <openssl/evp.h>

#include <climits>
#include <stdexcept>
#include <string>

namespace cordee::crypto {

void Release::operator()(EVP_MD_CTX* context) const noexcept
{
    EVP_MD_CTX_free(context);
}
void Release::operator()(EVP_CIPHER_CTX* context) const noexcept
{
    EVP_CIPHER_CTX_free(context);
}
void Release::operator()(EVP_PKEY* key) const noexcept
{
    EVP_PKEY_free(key);
}
void Release::operator()(EVP_PKEY_CTX* context) const noexcept
{
    EVP_PKEY_CTX_free(context);
}

void ensure(bool ok, const char* call)
{
    if (!ok)
        throw std::runtime_error{std::string{"OpenSSL: "} + call + " failed"};
}

int int_length(View bytes)
{
    ensure(bytes.size() <= INT_MAX, "length");
    return static_cast<int>(bytes.size());
}

} // namespace cordee::crypto
