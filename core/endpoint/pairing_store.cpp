#include "core/endpoint/pairing_store.hpp"

#include "core/base/language.hpp"
#include "core/crypto/hash.hpp"
#include "core/endpoint/private_file.hpp"
#include "core/endpoint/private_json.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMaxPairings = 1000;

std::optional<Pairing> pairing_from(const json::Object& object)
{
    const auto peer_key = get_bytes<32>(object, "peer_key");
    auto psk = get_secret<32>(object, "psk");
    const auto permissions = json::get_strings(object, "permissions");
    const auto since = json::get_integer(object, "since");
    if (!peer_key || !psk || !permissions || !since)
        return std::nullopt;
    Pairing out;
    out.name = json::get_string(object, "name").value_or("");
    out.organisation = json::get_string(object, "organisation").value_or("");
    out.peer_key = *peer_key;
    out.psk = std::move(*psk);
    out.permissions = *permissions;
    out.since = WallTime{std::chrono::seconds{*since}};
    out.own_secret = get_secret<32>(object, "own_secret");
    out.device = json::get_string(object, "device").value_or("");
    return out;
}

json::Object to_json(const Pairing& pairing)
{
    auto object = json::make_object();
    object.set("name", pairing.name);
    object.set("organisation", pairing.organisation);
    object.set("peer_key", to_base64url(pairing.peer_key));
    object.set("psk", to_base64url(pairing.psk.view()));
    object.set("permissions", json::make_array(pairing.permissions));
    object.set("since", static_cast<Poco::Int64>(pairing.since.time_since_epoch().count()));
    if (pairing.own_secret)
        object.set("own_secret", to_base64url(pairing.own_secret->view()));
    if (!pairing.device.empty())
        object.set("device", pairing.device);
    return object;
}

} // namespace

Pairing Pairing::clone() const
{
    Pairing out;
    out.name = name;
    out.organisation = organisation;
    out.peer_key = peer_key;
    out.psk = psk.clone();
    out.permissions = permissions;
    out.since = since;
    if (own_secret)
        out.own_secret = own_secret->clone();
    out.device = device;
    return out;
}

std::string short_name_of_key(View key)
{
    return to_hex(View{crypto::sha256(key)}.first(4));
}

PairingStore::PairingStore(const std::filesystem::path& state_folder, std::string_view kind)
    : folder_{state_folder / "paired" / kind}
{}

std::filesystem::path PairingStore::file_of(View peer_key) const
{
    return folder_ / (to_hex(peer_key) + ".json");
}

void PairingStore::save(const Pairing& pairing) const
{
    write_private_json(file_of(pairing.peer_key), to_json(pairing));
}

std::optional<Pairing> PairingStore::find(View peer_key) const
{
    const auto file = file_of(peer_key);
    const auto object = read_private_json(file);
    if (!object)
        return std::nullopt;
    auto pairing = pairing_from(**object);
    if (!pairing || !std::equal(peer_key.begin(), peer_key.end(), pairing->peer_key.begin()))
        throw UserError{trf("the file {} is damaged", file.string()),
                        std::string{tr("delete it, then pair again")}};
    return pairing;
}

std::vector<Pairing> PairingStore::list() const
{
    std::vector<Pairing> out;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder_, error}) {
        const auto key = from_hex(entry.path().stem().string());
        if (!key || key->size() != 32 || entry.path().extension() != ".json" || out.size() >= kMaxPairings)
            continue;
        if (auto pairing = find(*key))
            out.push_back(std::move(*pairing));
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

bool PairingStore::remove(const std::string& which) const
{
    bool removed = false;
    for (const auto& pairing : list())
        if (which == pairing.name || which == short_name_of_key(pairing.peer_key) ||
            (!which.empty() && which == pairing.device))
            removed = wipe_file(file_of(pairing.peer_key)) || removed;
    return removed;
}

} // namespace cordee::endpoint
