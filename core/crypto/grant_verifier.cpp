#include "core/crypto/grant_verifier.hpp"

#include "core/base/json.hpp"
#include "core/crypto/paseto.hpp"

#include <algorithm>

namespace cordee::crypto {
namespace {

/// The footer is {"kid":"…"} and nothing else.
Result<std::string> key_id_of(std::string_view token)
{
    const auto footer = unverified_paseto_footer(token);
    if (!footer)
        return footer.error();
    const auto object = json::parse(*footer);
    if (!object)
        return object.error();
    auto kid = json::get_string(**object, "kid");
    if (!kid || (*object)->size() != 1)
        return Errc::malformed;
    return std::move(*kid);
}

} // namespace

GrantVerifier::GrantVerifier(TrustStore trusted, const Clock& clock)
    : trusted_{std::move(trusted)}, clock_{clock}
{}

Result<Grant> GrantVerifier::verify(std::string_view token)
{
    if (token.size() > kMaxGrant)
        return Errc::too_large;
    const auto kid = key_id_of(token);
    if (!kid)
        return kid.error();
    const auto key = trusted_.find(*kid);
    if (key == trusted_.end())
        return Errc::not_found;
    const auto verified = paseto_verify(key->second, token, kGrantImplicit);
    if (!verified)
        return verified.error();
    auto grant = parse_grant(verified->payload);
    if (!grant)
        return grant;
    if (const auto times = check_times(*grant); !times)
        return times.error();
    if (const auto order = remember(*grant); !order)
        return order.error();
    return grant;
}

WallTime GrantVerifier::now() const
{
    const auto since = std::chrono::floor<std::chrono::seconds>(clock_.steady() - latest_at_);
    return std::max(clock_.now(), latest_iat_ + since);
}

Result<void> GrantVerifier::check_times(const Grant& grant) const
{
    const auto moment = now();
    const auto start = std::min(grant.iat, grant.nbf);
    if (grant.exp <= std::max(grant.iat, grant.nbf))
        return Errc::malformed;
    if (grant.exp - start > kMaxGrantLife)
        return Errc::not_permitted;
    if (std::max(grant.iat, grant.nbf) > moment + kGrantSkew)
        return Errc::not_yet_valid;
    if (moment >= grant.exp + kGrantSkew)
        return Errc::expired;
    return {};
}

Result<void> GrantVerifier::remember(const Grant& grant)
{
    forget_ended();
    auto [place, first] = newest_.try_emplace(grant.sid);
    auto& newest = place->second;
    const bool same = grant.seq == newest.seq && grant.jti == newest.jti;
    if (!first && grant.seq <= newest.seq && !same)
        return Errc::already_used;
    newest = Newest{grant.seq, grant.jti, grant.exp};
    if (grant.iat > latest_iat_ + std::chrono::floor<std::chrono::seconds>(clock_.steady() - latest_at_)) {
        latest_iat_ = grant.iat;
        latest_at_ = clock_.steady();
    }
    return {};
}

/// A grant with a lower seq was signed earlier, so once the life of the newest has passed twice all are
/// expired.
void GrantVerifier::forget_ended()
{
    const auto limit = now() - kMaxGrantLife - kGrantSkew;
    std::erase_if(newest_, [&](const auto& entry) { return entry.second.exp < limit; });
}

} // namespace cordee::crypto
