#include "core/crypto/noise/protocol.hpp"

#include <array>
#include <optional>

namespace cordee::crypto::noise {
namespace {

template <class T>
struct Named {
    std::string_view name;
    T value;
};

constexpr std::array kAeads{Named<AeadAlgorithm>{"AESGCM", AeadAlgorithm::aes_256_gcm},
                            Named<AeadAlgorithm>{"ChaChaPoly", AeadAlgorithm::chacha20_poly1305}};
constexpr std::array kHashes{Named<HashAlgorithm>{"SHA256", HashAlgorithm::sha256},
                             Named<HashAlgorithm>{"SHA512", HashAlgorithm::sha512},
                             Named<HashAlgorithm>{"BLAKE2s", HashAlgorithm::blake2s},
                             Named<HashAlgorithm>{"BLAKE2b", HashAlgorithm::blake2b}};

template <class T, std::size_t N>
std::optional<T> find(const std::array<Named<T>, N>& table, std::string_view name)
{
    for (const auto& row : table)
        if (row.name == name)
            return row.value;
    return std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char separator)
{
    std::vector<std::string_view> out;
    for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
        out.push_back(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
    out.push_back(text);
    return out;
}

} // namespace

Result<Protocol> parse_protocol(std::string_view name)
{
    const auto parts = split(name, '_');
    if (parts.size() != 5 || parts[0] != "Noise" || parts[2] != "25519")
        return Errc::unsupported;
    const auto pattern = find_pattern(parts[1]);
    const auto aead = find(kAeads, parts[3]);
    const auto hash = find(kHashes, parts[4]);
    if (!pattern || !aead || !hash)
        return Errc::unsupported;
    return Protocol{std::string{name}, *pattern, *aead, *hash};
}

} // namespace cordee::crypto::noise
