#include "apps/relay/used_tickets.hpp"

#include "core/crypto/hash.hpp"

namespace cordee::relay {

Result<void> UsedTickets::use(std::string_view id, WallTime until)
{
    forget_expired();
    const auto digest = crypto::sha256(as_view(id));
    if (known_.contains(digest) || (inherited_ && inherited_->contains(digest)))
        return Errc::already_used;
    if (known_.size() >= capacity_)
        return Errc::exhausted;
    known_.insert(digest);
    by_end_.emplace(until, digest);
    return {};
}

std::vector<UsedTicket> UsedTickets::all()
{
    forget_expired();
    std::vector<UsedTicket> out;
    out.reserve(by_end_.size());
    for (const auto& [until, digest] : by_end_)
        out.push_back({digest, until});
    return out;
}

void UsedTickets::forget_expired()
{
    const auto alive = by_end_.lower_bound(clock_.now());
    for (auto entry = by_end_.begin(); entry != alive; ++entry)
        known_.erase(entry->second);
    by_end_.erase(by_end_.begin(), alive);
}

} // namespace cordee::relay
