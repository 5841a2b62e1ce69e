#include "core/crypto/relay_secret.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"

namespace cordee::crypto {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxRelayFile = 256;

std::string where_it_is_from()
{
    return std::string{
        tr("copy the folder relays/ID from the broker's data and name it in relay.credentials")};
}

} // namespace

Bytes read_relay_file(const fs::path& file)
{
    auto content = read_file(file, kMaxRelayFile);
    if (!content)
        throw UserError{trf("{} cannot be read: {}", file.string(), content.error().message()),
                        where_it_is_from()};
    while (!content->empty() && (content->back() == '\n' || content->back() == '\r'))
        content->pop_back();
    return std::move(*content);
}

void refuse_relay_file(const fs::path& file)
{
    throw UserError{trf("{} does not hold what it should", file.string()), where_it_is_from()};
}

Secret<32> load_relay_secret(const fs::path& folder)
{
    const auto file = folder / "secret";
    auto text = read_relay_file(file);
    auto bytes = from_hex(as_text(text));
    wipe(text);
    auto secret = bytes ? Secret<32>::from(*bytes) : std::nullopt;
    if (bytes)
        wipe(*bytes);
    if (!secret)
        refuse_relay_file(file);
    return std::move(*secret);
}

} // namespace cordee::crypto
