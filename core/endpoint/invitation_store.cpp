#include "core/endpoint/invitation_store.hpp"

#include "core/endpoint/broker_request.hpp"
#include "core/endpoint/file_lock.hpp"
#include "core/endpoint/private_file.hpp"
#include "core/endpoint/private_json.hpp"

namespace cordee::endpoint {
namespace {

constexpr std::size_t kMaxInvitations = 1000;

std::optional<KeptCode> code_from_json(const json::Object& object)
{
    KeptCode out;
    const auto routing = json::get_string(object, "routing");
    auto secret = get_secret<8>(object, "secret");
    const auto expires = json::get_integer(object, "expires");
    const auto guesses = json::get_integer(object, "guesses");
    if (!routing || !secret || !expires || !guesses || *guesses < 0 || *guesses > kMaxGuesses)
        return std::nullopt;
    return KeptCode{*routing, std::move(*secret), WallTime{std::chrono::seconds{*expires}},
                    static_cast<int>(*guesses)};
}

json::Object to_json(const KeptCode& code)
{
    auto object = json::make_object();
    object.set("routing", code.routing);
    object.set("secret", to_base64url(code.secret.view()));
    object.set("expires", static_cast<Poco::Int64>(code.expires.time_since_epoch().count()));
    object.set("guesses", code.guesses);
    return object;
}

std::optional<std::vector<AskedModule>> modules_from_json(const json::Object& object)
{
    const auto list = json::get_objects(object, "modules");
    if (!list || list->empty())
        return std::nullopt;
    std::vector<AskedModule> out;
    for (const auto& entry : *list) {
        auto id = json::get_string(*entry, "id");
        auto permissions = json::get_strings(*entry, "permissions");
        if (!id || !permissions)
            return std::nullopt;
        out.push_back({std::move(*id), std::move(*permissions)});
    }
    return out;
}

std::optional<KeptInvitation> kept_from(const std::string& invitation, const json::Object& object)
{
    const auto session = from_hex(json::get_string(object, "session").value_or(""));
    const auto session_id = session ? to_array<16>(*session) : std::nullopt;
    auto link_secret = get_secret<16>(object, "link_secret");
    auto static_secret = get_secret<32>(object, "static_secret");
    auto modules = modules_from_json(object);
    const auto expires = json::get_integer(object, "expires");
    if (!session_id || !link_secret || !static_secret || !modules || !expires)
        return std::nullopt;
    std::optional<KeptCode> code;
    if (const auto kept = json::get_object(object, "code"); !kept.isNull()) {
        code = code_from_json(*kept);
        if (!code)
            return std::nullopt;
    }
    return KeptInvitation{invitation,
                          *session_id,
                          std::move(*link_secret),
                          std::move(*static_secret),
                          std::move(*modules),
                          WallTime{std::chrono::seconds{*expires}},
                          std::move(code)};
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
    object.set("modules", modules_to_json(kept.modules));
    object.set("expires", static_cast<Poco::Int64>(kept.expires.time_since_epoch().count()));
    if (kept.code)
        object.set("code", to_json(*kept.code));
    write_private_json(file_of(kept.invitation), object);
}

std::optional<KeptInvitation> InvitationStore::load(const std::string& invitation) const
{
    const auto id = from_base64url(invitation); // also keeps "../" out of the path
    if (!id || id->size() != 16)
        return std::nullopt;
    const auto object = read_private_json(file_of(invitation));
    return object ? kept_from(invitation, **object) : std::nullopt;
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

Result<void> InvitationStore::spend_guess(const std::string& invitation, WallTime now) const
{
    const FileLock lock{folder_ / "lock"};
    auto kept = load(invitation);
    if (!kept || !kept->code)
        return Errc::not_found;
    if (now >= kept->code->expires)
        return Errc::expired;
    if (kept->code->guesses >= kMaxGuesses)
        return Errc::exhausted;
    ++kept->code->guesses;
    save(*kept);
    return {};
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
