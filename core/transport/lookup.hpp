// The addresses of a host, for everybody who waits for them.
#pragma once

#include "core/transport/address.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/address.hpp>

#include <memory>
#include <vector>

namespace cordee::transport {

/// At most this many addresses of a name are used.
inline constexpr std::size_t kMaxAddresses = 8;

/// Asks the system's resolver once, from the start; an address in digits is taken as it is. A look-up cannot
/// be interrupted while the resolver works: it then outlives this object, and costs nobody anything.
class Lookup {
public:
    Lookup(const boost::asio::any_io_executor& executor, std::string host);

    /// In the order of preference, IPv6 and IPv4 in turns. Errc::not_found when the name is not known. Any
    /// number of coroutines of the executor's strand may wait.
    boost::asio::awaitable<Result<std::vector<boost::asio::ip::address>>> addresses() const;
    /// What is known now: nothing, while the look-up goes on.
    [[nodiscard]] std::vector<boost::asio::ip::address> known() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

} // namespace cordee::transport
