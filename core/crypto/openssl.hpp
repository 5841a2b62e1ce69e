// Owning handles of OpenSSL objects, and the one way its impossible failures leave this library.
#pragma once

#include "core/base/bytes.hpp"

#include <openssl/types.h>

#include <memory>

namespace cordee::crypto {

struct Release {
    void operator()(EVP_MD_CTX* context) const noexcept;
    void operator()(EVP_CIPHER_CTX* context) const noexcept;
    void operator()(EVP_PKEY* key) const noexcept;
    void operator()(EVP_PKEY_CTX* context) const noexcept;
};

template <class T>
using Owned = std::unique_ptr<T, Release>;

/// For objects that few files know: `std::unique_ptr<BIO, Free<BIO_free>>`.
template <auto release>
struct Free {
    template <class T>
    void operator()(T* object) const noexcept
    {
        release(object);
    }
};

/// Throws std::runtime_error when a call failed that fails only for want of memory or through a bug of ours.
void ensure(bool ok, const char* call);

/// OpenSSL counts in int; everything sealed here is far smaller, so a larger length is a bug and throws.
int int_length(View bytes);

} // namespace cordee::crypto
