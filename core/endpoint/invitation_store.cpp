#include "core/endpoint/invitation_store.hpp"

#include "core/endpoint/private_file.hpp"

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMaxInvitations = 1000;

template <std::size_t N>
std::optional<Secret<N>> get_secret(const json::Object& object, const std::string& key)
{
    const auto text = json::get_string(object, key);
    auto bytes = text ? from_base64url(*text) : std::nullopt;
    if (!bytes)
        return std::nullopt;
    auto out = Secret<N>::from(*bytes);
    wipe(*bytes);
    return out;
}

std::optional<KeptInvitation> from_json(const std::string& invitation, const json::Object& object)
{
    const auto session = from_hex(json::get_string(object, "session").value_or(""));
    const auto session_id = session ? to_array<16>(*session) : std::nullopt;
    auto link_secret = get_secret<16>(object, "link_secret");
    auto static_secret = get_secret<32>(object, "static_secret");
    const auto module = json::get_string(object, "module");
    const auto permissions = json::get_strings(object, "permissions");
    const auto expires = json::get_integer(object, "expires");
    if (!session_id || !link_secret || !static_secret || !module || !permissions || !expires)
        return std::nullopt;
    return KeptInvitation{invitation,
                          *session_id,
                          std::move(*link_secret),
                          std::move(*static_secret),
                          *module,
                          *permissions,
                          WallTime{std::chrono::seconds{*expires}}};
}

} // namespace

InvitationStore::InvitationStore(const std::filesystem::path& state_folder)
    : folder_{state_folder / "invitations"}
{}

std::filesystem::path InvitationStore::file_of(const std::string& invitation) const
{
    return folder_ / (invitation + ".json");
}

std::vector<std::string> InvitationStore::names() const
{
    std::vector<std::string> out;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator{folder_, error})
        if (entry.path().extension() == ".json" && out.size() < kMaxInvitations)
            out.push_back(entry.path().stem());
    return out;
}

void InvitationStore::save(const KeptInvitation& kept) const
{
    auto object = json::make_object();
    object.set("session", to_hex(kept.session));
    object.set("link_secret", to_base64url(kept.link_secret.view()));
    object.set("static_secret", to_base64url(kept.static_secret.view()));
    object.set("module", kept.module);
    object.set("permissions", json::make_array(kept.permissions));
    object.set("expires", static_cast<Poco::Int64>(kept.expires.time_since_epoch().count()));
    write_private_json(file_of(kept.invitation), object);
}

std::optional<KeptInvitation> InvitationStore::load(const std::string& invitation) const
{
    const auto id = from_base64url(invitation); // also keeps "../" out of the path
    if (!id || id->size() != 16)
        return std::nullopt;
    const auto object = read_private_json(file_of(invitation));
    return object ? from_json(invitation, **object) : std::nullopt;
}

std::optional<KeptInvitation> InvitationStore::latest(WallTime now) const
{
    std::optional<KeptInvitation> out;
    for (const auto& name : names()) {
        auto kept = load(name);
        if (kept && kept->expires > now && (!out || kept->expires > out->expires))
            out = std::move(kept);
    }
    return out;
}

void InvitationStore::remove(const std::string& invitation) const
{
    if (from_base64url(invitation))
        wipe_file(file_of(invitation));
}

void InvitationStore::remove_expired(WallTime now) const
{
    for (const auto& name : names()) {
        const auto kept = load(name);
        if (!kept || kept->expires <= now)
            wipe_file(file_of(name));
    }
}

} // namespace cordee::endpoint
