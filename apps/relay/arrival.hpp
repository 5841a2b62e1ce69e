// A side whose ticket is good, on its way to the other one.
#pragma once

#include "apps/relay/entries.hpp"
#include "apps/relay/leg.hpp"
#include "core/crypto/relay_ticket.hpp"

#include <boost/asio/ip/address.hpp>

namespace cordee::relay {

struct Arrival {
    crypto::RelayTicket ticket;
    Leg leg;
    Entries::Place place; ///< given back when the side is paired
    boost::asio::ip::address from;
};

} // namespace cordee::relay
