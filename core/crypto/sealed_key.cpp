#include "core/crypto/sealed_key.hpp"

#include "core/crypto/aead.hpp"
#include "core/crypto/openssl.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <charconv>

namespace cordee::crypto {
namespace {

constexpr std::size_t kMaxSealed = 1024;
constexpr std::size_t kSealSalt = 16;
constexpr unsigned kLeastCost = 10;
constexpr unsigned kMostCost = 20; // 1 GiB: a file cannot make a program want more

std::string_view sealed_line(std::string_view& text)
{
    const auto end = std::min(text.find('\n'), text.size());
    const auto line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    return line;
}

Secret<32> stretch_phrase(std::string_view pass_phrase, View salt, unsigned cost)
{
    Secret<32> out;
    constexpr std::uint64_t kBlock = 8;
    const std::uint64_t memory = (std::uint64_t{1} << cost) * kBlock * 128 + (1 << 20);
    if (EVP_PBE_scrypt(pass_phrase.data(), pass_phrase.size(), salt.data(), salt.size(),
                       std::uint64_t{1} << cost, kBlock, 1, memory, out.mutable_view().data(),
                       out.size()) != 1)
        throw std::runtime_error{"scrypt failed"};
    return out;
}

struct SealedParts {
    std::string_view head; ///< the first three lines
    ByteArray<32> public_key{};
    unsigned cost = 0;
    ByteArray<kSealSalt> salt{};
    Bytes sealed;
};

Result<SealedParts> parse_sealed(std::string_view text)
{
    if (text.size() > kMaxSealed)
        return Errc::too_large;
    SealedParts out;
    auto rest = text;
    const auto title = sealed_line(rest);
    if (!title.starts_with("cordee key "))
        return Errc::malformed;
    if (!title.starts_with("cordee key 1 "))
        return Errc::unsupported;
    const auto key = from_base64url(sealed_line(rest));
    auto how = sealed_line(rest);
    out.head = text.substr(0, text.size() - rest.size());
    const auto sealed = from_base64url(sealed_line(rest));
    constexpr std::string_view kHow = "scrypt ";
    if (!how.starts_with(kHow) || !rest.empty() || !key || key->size() != 32 || !sealed ||
        sealed->size() != 32 + kTagSize)
        return Errc::malformed;
    how.remove_prefix(kHow.size());
    const auto [end, error] = std::from_chars(how.data(), how.data() + how.size(), out.cost);
    if (error != std::errc{} || end == how.data() + how.size() || *end != ' ' || out.cost < kLeastCost ||
        out.cost > kMostCost)
        return Errc::malformed;
    const auto salt = from_base64url(how.substr(static_cast<std::size_t>(end - how.data()) + 1));
    if (!salt || salt->size() != kSealSalt)
        return Errc::malformed;
    out.public_key = *to_array<32>(*key);
    out.salt = *to_array<kSealSalt>(*salt);
    out.sealed = *sealed;
    return out;
}

} // namespace

std::string seal_key(const SigningKey& key, std::string_view name, std::string_view pass_phrase,
                     Random& random, unsigned cost)
{
    const auto salt = random.bytes<kSealSalt>();
    const auto head = fmt::format("cordee key 1 {}\n{}\nscrypt {} {}\n", name, to_base64url(key.public_key),
                                  cost, to_base64url(salt));
    Bytes sealed(32 + kTagSize);
    AesGcm{stretch_phrase(pass_phrase, salt, cost)}.seal(Nonce{}, as_view(head), key.seed.view(), sealed);
    return head + to_base64url(sealed) + "\n";
}

Result<SigningKey> open_sealed_key(std::string_view text, std::string_view pass_phrase)
{
    const auto parts = parse_sealed(text);
    if (!parts)
        return parts.error();
    Secret<32> seed;
    AesGcm aead{stretch_phrase(pass_phrase, parts->salt, parts->cost)};
    if (!aead.open(Nonce{}, as_view(parts->head), parts->sealed, seed.mutable_view()))
        return Errc::bad_key;
    auto key = signing_key(std::move(seed));
    if (key.public_key != parts->public_key)
        return Errc::bad_key;
    return key;
}

Result<ByteArray<32>> public_key_of_sealed(std::string_view text)
{
    const auto parts = parse_sealed(text);
    if (!parts)
        return parts.error();
    return parts->public_key;
}

} // namespace cordee::crypto
