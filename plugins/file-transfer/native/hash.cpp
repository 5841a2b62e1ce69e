#include "hash.hpp"

#include "hash_lanes.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>

namespace cordee::transfer {
namespace {

/// Fetched once: each look-up by name costs more than a small file. Without the system's settings, which a
/// plugin cannot read.
const EVP_MD* sha256()
{
    static const EVP_MD* const algorithm = [] {
        OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, nullptr);
        return EVP_MD_fetch(nullptr, "SHA256", nullptr);
    }();
    return algorithm;
}

struct FreeDigest {
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// Every processor with lanes has at least so many.
constexpr std::size_t kFewLanes = 8;
/// Fewer pieces are hashed sooner one after the other.
constexpr std::size_t kWorthLanes = 4;

/// Lanes that have no piece of their own do the last one again.
void hash_group(std::span<const View> pieces, std::span<const std::size_t> which, std::size_t lanes,
                std::vector<Hash>& out)
{
    std::vector<const std::uint8_t*> begins;
    std::vector<Hash> hashes(lanes);
    for (std::size_t i = 0; i < lanes; ++i)
        begins.push_back(pieces[which[std::min(i, which.size() - 1)]].data());
    hash_in_lanes(begins, pieces[which.front()].size(), hashes);
    for (std::size_t i = 0; i < which.size(); ++i)
        out[which[i]] = hashes[i];
}

/// One SHA-256 over several pieces.
class Digest {
public:
    Digest()
    {
        if (!context_ || EVP_DigestInit_ex2(context_.get(), sha256(), nullptr) != 1)
            throw std::runtime_error{"SHA-256 is not available: OpenSSL does not work here"};
    }
    void add(const void* data, std::size_t size) { EVP_DigestUpdate(context_.get(), data, size); }
    Hash end()
    {
        Hash out;
        EVP_DigestFinal_ex(context_.get(), out.data(), nullptr);
        return out;
    }

private:
    std::unique_ptr<EVP_MD_CTX, FreeDigest> context_{EVP_MD_CTX_new()};
};

} // namespace

Hash hash_of(View bytes)
{
    Digest digest;
    digest.add(bytes.data(), bytes.size());
    return digest.end();
}

std::vector<Hash> hashes_of(std::span<const View> pieces)
{
    std::vector<Hash> out(pieces.size());
    std::map<std::size_t, std::vector<std::size_t>> by_size;
    for (std::size_t i = 0; i < pieces.size(); ++i)
        by_size[pieces[i].size()].push_back(i);
    for (const auto& [size, which] : by_size) {
        std::span<const std::size_t> left{which};
        while (hash_lanes() > 0 && left.size() >= kWorthLanes) {
            const auto lanes = left.size() > kFewLanes ? hash_lanes() : kFewLanes;
            const auto now = std::min(lanes, left.size());
            hash_group(pieces, left.first(now), lanes, out);
            left = left.subspan(now);
        }
        for (const auto i : left)
            out[i] = hash_of(pieces[i]);
    }
    return out;
}

Hash hash_of_zeros(std::uint32_t length)
{
    static std::mutex mutex;
    static std::map<std::uint32_t, Hash> known;
    const std::lock_guard lock{mutex};
    const auto found = known.find(length);
    if (found != known.end())
        return found->second;
    const Hash hash = hash_of(Bytes(length));
    if (known.size() < 64) // the ends of files have any length
        known.emplace(length, hash);
    return hash;
}

Hash root_of(std::uint64_t size, std::span<const Hash> hashes)
{
    if (hashes.empty())
        return hash_of({});
    if (hashes.size() == 1)
        return hashes[0];
    static constexpr std::string_view kName = "cordee file tree 1";
    Bytes head{kName.begin(), kName.end()};
    Writer{head}(size, block_size(size));
    Digest digest;
    digest.add(head.data(), head.size());
    digest.add(hashes.data(), hashes.size_bytes());
    return digest.end();
}

std::string hex(const Hash& hash)
{
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string out;
    for (const auto byte : hash) {
        out += kDigits[byte >> 4];
        out += kDigits[byte & 15];
    }
    return out;
}

} // namespace cordee::transfer
