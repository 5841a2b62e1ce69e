#include "core/endpoint/ticket_stock.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

/// A ticket lives 15 min by the broker's clock; the last minute is left for the way to the relay.
constexpr std::chrono::minutes kTicketLife{14};
constexpr std::size_t kMaxPerRelay = 24;

} // namespace

TicketStock::TicketStock(std::vector<RelayOffer> relays, const Clock& clock) : clock_{clock}
{
    add(std::move(relays));
}

TicketStock::Shelf* TicketStock::shelf(const std::string& relay)
{
    const auto found =
        std::find_if(shelves_.begin(), shelves_.end(), [&](const auto& one) { return one.relay == relay; });
    return found == shelves_.end() ? nullptr : &*found;
}

void TicketStock::drop_old(Shelf& from) const
{
    std::erase_if(from.tickets, [&](const Kept& kept) { return kept.until <= clock_.steady(); });
}

std::optional<RelayTicket> TicketStock::take(const std::string& relay)
{
    if (count(relay) == 0)
        return std::nullopt;
    auto& tickets = shelf(relay)->tickets;
    auto out = std::move(tickets.front().ticket);
    tickets.erase(tickets.begin());
    return out;
}

std::size_t TicketStock::count(const std::string& relay)
{
    auto* const from = shelf(relay);
    if (from == nullptr)
        return 0;
    drop_old(*from);
    return from->tickets.size();
}

bool TicketStock::low()
{
    return std::any_of(places_.begin(), places_.end(),
                       [&](const auto& place) { return count(place.id) < kFew; });
}

void TicketStock::add(std::vector<RelayOffer> relays)
{
    std::vector<Place> places;
    std::vector<Shelf> shelves;
    for (auto& relay : relays) {
        auto* const before = shelf(relay.id);
        auto& now = shelves.emplace_back(Shelf{relay.id, {}});
        if (before != nullptr)
            now.tickets = std::move(before->tickets);
        for (auto& ticket : relay.tickets)
            if (now.tickets.size() < kMaxPerRelay)
                now.tickets.push_back({std::move(ticket), clock_.steady() + kTicketLife});
        places.push_back({std::move(relay.id), std::move(relay.host), std::move(relay.ports),
                          std::move(relay.encapsulations), relay.udp});
    }
    places_ = std::move(places);
    shelves_ = std::move(shelves);
}

} // namespace cordee::endpoint
