// The tickets that this side still has, relay by relay: each works once and for a quarter of an hour.
#pragma once

#include "core/base/clock.hpp"
#include "core/endpoint/broker_types.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// One strand. The clock outlives it.
class TicketStock {
public:
    /// Fewer than this at one of the relays, and it is time to fetch more.
    static constexpr std::size_t kFew = 3;

    TicketStock(std::vector<RelayOffer> relays, const Clock& clock);

    struct Place {
        std::string id;
        std::string host;
        std::vector<std::uint16_t> ports;
        std::vector<transport::Encapsulation> encapsulations;
        bool udp = false;
    };
    /// In the order in which they are to be tried.
    [[nodiscard]] const std::vector<Place>& places() const { return places_; }

    /// The oldest that is still good; it is gone from here.
    [[nodiscard]] std::optional<RelayTicket> take(const std::string& relay);
    [[nodiscard]] std::size_t count(const std::string& relay);
    [[nodiscard]] bool low();
    /// What the broker gave. Relays that it does not name any more are forgotten.
    void add(std::vector<RelayOffer> relays);

private:
    struct Kept {
        RelayTicket ticket;
        SteadyTime until;
    };
    struct Shelf {
        std::string relay;
        std::vector<Kept> tickets;
    };
    Shelf* shelf(const std::string& relay);
    void drop_old(Shelf& shelf) const;

    const Clock& clock_;
    std::vector<Place> places_;
    std::vector<Shelf> shelves_; ///< in the order of places_
};

} // namespace cordee::endpoint
