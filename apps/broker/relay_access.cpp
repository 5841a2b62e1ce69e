#include "apps/broker/relay_access.hpp"

#include "apps/broker/key_files.hpp"
#include "apps/broker/policy_store.hpp"
#include "core/base/language.hpp"
#include "core/crypto/relay_ticket.hpp"

namespace cordee::broker {
namespace {

/// The id becomes the name of a folder.
void check_id(const std::string& id)
{
    if (!is_plain_name(id) || id.front() == '.')
        throw UserError{trf("relay.id is '{}', which is no name", id),
                        std::string{tr("use small letters, digits and hyphens")}};
}

} // namespace

RelayAccess::RelayAccess(const std::filesystem::path& data, std::string id, std::string address,
                         const Clock& clock, Random& random)
    : id_{std::move(id)}, address_{std::move(address)}, clock_{clock}, random_{random}
{
    check_id(id_);
    const auto folder = data / "relays" / id_;
    make_private_folder(folder);
    make_private_folder(data / "keys");
    secret_ = secret_from_file(folder / "secret", random);
    key_ = signing_key_from_file(data / "keys" / ("ticket-" + id_), random);
    write_file(folder / "ticket-key", to_base64url(key_.public_key) + "\n");
}

RelayEntry RelayAccess::entry(const ByteArray<16>& session, const std::string& side,
                              std::chrono::seconds life) const
{
    const auto now = clock_.now();
    const crypto::RelayTicket ticket{to_base64url(random_.bytes<16>()), session, side, id_, now, now + life};
    RelayEntry out{address_, crypto::sign_relay_ticket(ticket, key_), {}};
    out.key = to_base64url(crypto::relay_proof_key(secret_.view(), out.ticket).view());
    return out;
}

} // namespace cordee::broker
