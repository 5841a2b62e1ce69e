#include "apps/relay/credentials.hpp"

#include "core/crypto/relay_secret.hpp"

namespace cordee::relay {

Credentials load_credentials(const std::filesystem::path& folder)
{
    Credentials out;
    const auto file = folder / "ticket-key";
    const auto text = crypto::read_relay_file(file);
    const auto key = from_base64url(as_text(text));
    if (!key || key->size() != out.ticket_key.size())
        crypto::refuse_relay_file(file);
    out.ticket_key = *to_array<32>(*key);
    out.secret = crypto::load_relay_secret(folder);
    return out;
}

} // namespace cordee::relay
