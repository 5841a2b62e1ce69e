#include "apps/broker/sessions/grant_issuer.hpp"

#include "core/crypto/grant.hpp"
#include "core/crypto/hash.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::size_t kModuleBudget = 1700; ///< bytes of JSON; the rest is for keys, names and times
/// The newest of those that were withdrawn, of one module and of all.
constexpr std::size_t kMaxWithdrawn = 4;
constexpr std::size_t kMaxWithdrawnInAll = 12;
/// What the longest version takes in such a list, and what there is for them beside the modules.
constexpr std::size_t kWithdrawnBytes = 24;
constexpr std::size_t kWithdrawnBudget = 150;

std::string id_of(const ByteArray<32>& public_key)
{
    const auto hash = crypto::sha256(public_key);
    return to_hex(View{hash}.first(8));
}

/// As JSON, without what was withdrawn.
std::size_t size_of(const std::vector<ModuleAccess>& modules)
{
    std::size_t size = 0;
    for (const auto& module : modules) {
        size += 2 * (module.id.size() + 64) + 12; // each part lists it, with version and publisher
        for (const auto& permission : module.permissions)
            size += 2 * (permission.size() + 3);
    }
    return size;
}

/// How many withdrawn versions there is room for.
std::size_t room_for_withdrawn(const std::vector<ModuleAccess>& allowed)
{
    const auto used = std::min(size_of(allowed), kModuleBudget);
    return std::min(kMaxWithdrawnInAll, (kModuleBudget + kWithdrawnBudget - used) / kWithdrawnBytes);
}

Version after(Version version)
{
    constexpr std::uint32_t kMost = 999'999; // of each part
    for (auto* part : {&version.patch, &version.minor, &version.major}) {
        if (*part < kMost) {
            ++*part;
            break;
        }
        *part = 0;
    }
    return version;
}

/// Lists the newest ones. Nobody may use the others either: then those before them count as too old.
void list_withdrawn(ModuleFloor& floor, std::size_t most)
{
    auto& withdrawn = floor.withdrawn;
    if (withdrawn.size() <= most)
        return;
    const auto others = withdrawn.end() - static_cast<std::ptrdiff_t>(most);
    floor.min = std::max(floor.min, after(*(others - 1)));
    withdrawn.erase(withdrawn.begin(), others);
}

std::vector<crypto::GrantedModule> granted(ModuleStore& store, const std::vector<ModuleAccess>& allowed)
{
    std::vector<crypto::GrantedModule> out;
    std::size_t left = room_for_withdrawn(allowed);
    for (const auto& module : allowed) {
        auto floor = store.floor(module.id);
        if (!floor)
            continue;
        list_withdrawn(*floor, std::min(left, kMaxWithdrawn));
        left -= floor->withdrawn.size();
        out.push_back({module.id, floor->min, floor->publisher, module.permissions, floor->max,
                       std::move(floor->withdrawn)});
    }
    return out;
}

std::vector<std::string> permissions(const std::vector<ModuleAccess>& allowed)
{
    std::vector<std::string> out;
    for (const auto& module : allowed)
        for (const auto& permission : module.permissions)
            if (std::ranges::find(out, permission) == out.end())
                out.push_back(permission);
    return out;
}

ByteArray<32> key_from(const std::string& text)
{
    return to_array<32>(from_base64url(text).value()).value();
}

crypto::Grant frame(const Session& session, std::int64_t seq, WallTime now, Random& random)
{
    crypto::Grant grant;
    grant.jti = to_base64url(random.bytes<16>());
    grant.seq = static_cast<std::uint64_t>(seq);
    grant.sid = to_array<16>(from_hex(session.id).value()).value();
    grant.iat = grant.nbf = now;
    grant.exp = now + crypto::kMaxGrantLife;
    return grant;
}

} // namespace

GrantIssuer::GrantIssuer(Database& database, const Rights& rights, ModuleStore& modules,
                         crypto::SigningKey key, const Clock& clock, Random& random)
    : database_{database}, rights_{rights}, modules_{modules}, key_{std::move(key)},
      key_id_{id_of(key_.public_key)}, clock_{clock}, random_{random}
{}

Result<std::vector<ModuleAccess>> GrantIssuer::allowed(const Session& session) const
{
    const Operators operators{database_};
    auto left = session.modules;
    for (const auto id : {session.operator_id, session.introducer}) {
        if (id == 0)
            continue;
        const auto who = operators.find(id);
        if (!who || who->disabled)
            return Errc::not_found;
        left = rights_.narrow(*who, session.device, left);
    }
    std::erase_if(left, [&](const auto& module) { return !modules_.floor(module.id); });
    return left;
}

Result<IssuedGrant> GrantIssuer::issue(const Session& session, std::int64_t seq)
{
    const Operators operators{database_};
    const auto who = operators.find(session.operator_id);
    auto left = allowed(session);
    if (!who || left.has_error())
        return Errc::not_found;
    const auto mods = granted(modules_, *left);
    auto without_permissions = mods;
    for (auto& module : without_permissions)
        module = {module.id, module.min, module.pub}; // what is said of the operator's holds for both
    auto grant = frame(session, seq, clock_.now(), random_);
    grant.ways = {session.way};
    grant.parts = {
        {"operator", key_from(session.operator_key), who->name, operators.organisation(), permissions(*left),
         mods},
        {"agent", key_from(session.agent_key), session.agent_name, {}, {}, without_permissions},
    };
    return IssuedGrant{crypto::sign_grant(grant, key_, key_id_), std::move(*left), grant.exp};
}

IssuedGrant GrantIssuer::revocation(const Session& session, std::int64_t seq)
{
    auto grant = frame(session, seq, clock_.now(), random_);
    grant.typ = "revoke";
    return {crypto::sign_grant(grant, key_, key_id_), {}, grant.exp};
}

bool fits_a_grant(const std::vector<ModuleAccess>& modules)
{
    return size_of(modules) <= kModuleBudget;
}

} // namespace cordee::broker
