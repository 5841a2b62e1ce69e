#include "core/crypto/hkdf.hpp"

#include "core/crypto/hmac.hpp"

#include <algorithm>
#include <stdexcept>

namespace cordee::crypto {

Secret<32> hkdf_extract(View salt, View ikm)
{
    return Secret<32>{hmac_sha256(salt, ikm)};
}

void hkdf_expand(View prk, View info, MutableView out)
{
    if (out.size() > 255 * Secret<32>::size())
        throw std::length_error{"hkdf_expand"};
    Bytes input;
    input.reserve(32 + info.size() + 1);
    for (std::uint8_t block = 1; !out.empty(); ++block) {
        append(input, info);
        input.push_back(block);
        const Secret<32> output{hmac_sha256(prk, input)};
        const auto size = std::min(out.size(), output.size());
        std::copy_n(output.view().begin(), size, out.begin());
        out = out.subspan(size);
        wipe(input);
        input.assign(output.view().begin(), output.view().end());
    }
    wipe(input);
}

Secret<32> hkdf(View salt, View ikm, View info)
{
    const auto prk = hkdf_extract(salt, ikm);
    Secret<32> out;
    hkdf_expand(prk.view(), info, out.mutable_view());
    return out;
}

} // namespace cordee::crypto
