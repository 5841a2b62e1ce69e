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

/// Whether an address that the other side named is one for a direct path. It may name any, and must not look
/// around in this computer's network that way: private addresses count only where this computer, which has
/// the addresses `own`, is in the same private range; ports only where direct paths end, which is kDirectPort
/// or one that a system gives out by itself.
bool leads_to_a_side(const boost::asio::ip::address& address, std::uint16_t port,
                     const std::vector<boost::asio::ip::address>& own);

/// A private, loopback or link-local one: somewhere inside a network, which is nobody else's business.
bool is_inner_address(const boost::asio::ip::address& address);

/// This computer's, by which it is in one network with others: no loopback, nothing of containers and virtual
/// machines.
std::vector<boost::asio::ip::address> own_addresses();

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
