// Addresses at which a side can be reached without a relay: the own ones, and those that the other side
// names.
#pragma once

#include "core/base/error.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace cordee::transport {

inline constexpr std::size_t kMaxCandidates = 8;

/// Whether an address may be named or dialled: not unspecified, "this network", multicast, broadcast,
/// reserved or link-local; loopback only when allowed (tests; nobody else's loopback is ours).
bool is_usable_address(const boost::asio::ip::address& address, bool allow_loopback = false);

/// What the other side named, judged: "192.0.2.7:110", "[2001:db8::7]:110". Names, ports of 0, useless
/// addresses, repetitions, and what is beyond kMaxCandidates are left out. IPv4 inside IPv6 becomes IPv4.
std::vector<boost::asio::ip::tcp::endpoint> judge_candidates(const std::vector<std::string>& texts,
                                                             bool allow_loopback = false);

/// What the other side is told: the addresses of this computer's interfaces that are up, with this port;
/// private IPv4 first, as the two may be neighbours, then IPv4, IPv6, and last what belongs to containers and
/// virtual machines. At most kMaxCandidates.
std::vector<std::string> own_candidates(std::uint16_t port, bool allow_loopback = false);

struct InterfaceAddress {
    std::string interface;
    boost::asio::ip::address address;
};
/// The choice and order of own_candidates.
std::vector<boost::asio::ip::address> choose_candidates(std::vector<InterfaceAddress> all,
                                                        bool allow_loopback = false);

} // namespace cordee::transport
