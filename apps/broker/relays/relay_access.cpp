#include "apps/broker/relays/relay_access.hpp"

#include "apps/broker/storage/key_files.hpp"
#include "core/base/language.hpp"

namespace cordee::broker {
namespace {

/// The id becomes the name of a folder.
void check_id(const std::string& id)
{
    if (!is_relay_id(id))
        throw UserError{trf("relay.id is '{}', which is no name", id),
                        std::string{tr("use small letters, digits and hyphens")}};
}

} // namespace

RelayAccess::RelayAccess(const std::filesystem::path& data, RelaySpec spec, const Clock& clock,
                         Random& random)
    : spec_{std::move(spec)}, clock_{clock}, random_{random}
{
    check_id(spec_.id);
    make_private_folder(data / "relays");
    const auto folder = data / "relays" / spec_.id;
    make_private_folder(folder);
    make_private_folder(data / "keys");
    secret_ = secret_from_file(folder / "secret", random);
    key_ = signing_key_from_file(data / "keys" / ("ticket-" + spec_.id), random);
    write_file(folder / "ticket-key", ticket_key_text() + "\n");
}

std::string RelayAccess::secret_text() const
{
    return to_hex(secret_.view());
}

std::string RelayAccess::ticket_key_text() const
{
    return to_base64url(key_.public_key);
}

json::Object RelayAccess::ticket(const TicketOrder& order) const
{
    const auto now = clock_.now();
    const crypto::RelayTicket ticket{to_base64url(random_.bytes<16>()),
                                     order.session,
                                     order.side,
                                     spec_.id,
                                     now,
                                     now + order.life,
                                     order.budget};
    const auto token = crypto::sign_relay_ticket(ticket, key_);
    auto out = json::make_object();
    out.set("ticket", token);
    out.set("key", to_base64url(crypto::relay_proof_key(secret_.view(), token).view()));
    return out;
}

json::Object RelayAccess::offer(const TicketOrder& order) const
{
    json::Array::Ptr tickets{new json::Array};
    for (std::size_t i = 0; i < order.count; ++i)
        tickets->add(ticket(order));
    auto out = json::make_object();
    out.set("id", spec_.id);
    out.set("host", spec_.host);
    out.set("ports", ports_to_json(spec_.ports));
    out.set("encapsulations", encapsulations_to_json(spec_.encapsulations));
    out.set("udp", spec_.udp);
    out.set("tickets", tickets);
    return out;
}

void forget_relay_access(const std::filesystem::path& data, const std::string& id)
{
    std::error_code ignored; // what stays is of no use to anybody: the relay is not known any more
    std::filesystem::remove_all(data / "relays" / id, ignored);
    std::filesystem::remove(data / "keys" / ("ticket-" + id), ignored);
}

json::Array::Ptr ports_to_json(const std::vector<std::uint16_t>& ports)
{
    json::Array::Ptr out{new json::Array};
    for (const auto port : ports)
        out->add(static_cast<int>(port));
    return out;
}

json::Array::Ptr encapsulations_to_json(const std::vector<transport::Encapsulation>& encapsulations)
{
    std::vector<std::string> names;
    for (const auto encapsulation : encapsulations)
        names.emplace_back(transport::to_string(encapsulation));
    return json::make_array(names);
}

} // namespace cordee::broker
