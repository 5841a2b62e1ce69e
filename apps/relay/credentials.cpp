#include "apps/relay/credentials.hpp"

#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"

namespace cordee::relay {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFile = 256;

std::string_view without_line_end(std::string_view text)
{
    while (text.ends_with('\n') || text.ends_with('\r'))
        text.remove_suffix(1);
    return text;
}

std::string hint()
{
    return std::string{
        tr("copy the folder relays/ID from the broker's data and name it in relay.credentials")};
}

Bytes read(const fs::path& file)
{
    auto content = read_file(file, kMaxFile);
    if (!content)
        throw UserError{trf("{} cannot be read: {}", file.string(), content.error().message()), hint()};
    return std::move(*content);
}

[[noreturn]] void refuse(const fs::path& file)
{
    throw UserError{trf("{} does not hold what it should", file.string()), hint()};
}

} // namespace

Credentials load_credentials(const fs::path& folder)
{
    Credentials out;
    const auto key_text = read(folder / "ticket-key");
    const auto key = from_base64url(without_line_end(as_text(key_text)));
    if (!key || key->size() != out.ticket_key.size())
        refuse(folder / "ticket-key");
    out.ticket_key = *to_array<32>(*key);

    auto secret_text = read(folder / "secret");
    auto secret_bytes = from_hex(without_line_end(as_text(secret_text)));
    wipe(secret_text);
    auto secret = Secret<32>::from(secret_bytes ? View{*secret_bytes} : View{});
    if (!secret)
        refuse(folder / "secret");
    wipe(*secret_bytes);
    out.secret = std::move(*secret);
    return out;
}

} // namespace cordee::relay
