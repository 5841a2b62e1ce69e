#include "apps/broker/storage/sealer.hpp"

#include "core/crypto/aead.hpp"
#include "core/crypto/hkdf.hpp"
#include "core/crypto/hmac.hpp"

namespace cordee::broker {
namespace {

constexpr std::size_t kSaltBytes = 16;

crypto::AesGcm cipher_for(View salt, const Secret<32>& key, std::string_view purpose)
{
    return crypto::AesGcm{crypto::hkdf(salt, key.view(), as_view(purpose))};
}

} // namespace

std::string Sealer::seal(std::string_view text, std::string_view purpose) const
{
    const auto salt = random_.bytes<kSaltBytes>();
    Bytes out{salt.begin(), salt.end()};
    out.resize(kSaltBytes + text.size() + crypto::kTagSize);
    // The key is used once, so the nonce may be any.
    cipher_for(salt, key_, purpose).seal({}, {}, as_view(text), MutableView{out}.subspan(kSaltBytes));
    return to_base64url(out);
}

std::optional<std::string> Sealer::open(std::string_view sealed, std::string_view purpose) const
{
    const auto bytes = from_base64url(sealed);
    if (!bytes || bytes->size() < kSaltBytes + crypto::kTagSize)
        return std::nullopt;
    const View salt = View{*bytes}.first(kSaltBytes);
    const View rest = View{*bytes}.subspan(kSaltBytes);
    std::string out(rest.size() - crypto::kTagSize, '\0');
    const MutableView into{reinterpret_cast<std::uint8_t*>(out.data()), out.size()};
    if (cipher_for(salt, key_, purpose).open({}, {}, rest, into).has_error())
        return std::nullopt;
    return out;
}

std::string Sealer::mark(std::string_view text, std::string_view purpose) const
{
    const auto key = crypto::hkdf({}, key_.view(), as_view(purpose));
    return to_hex(crypto::hmac_sha256(key.view(), as_view(text)));
}

} // namespace cordee::broker
