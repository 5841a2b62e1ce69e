// By which way, when and from where this computer lets operators in who come by themselves. Its owner's
// settings; no grant and no broker widens them.
#pragma once

#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/wire/handshake.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::endpoint {

/// The settings of [unattended] and [account], as text.
struct UnattendedText {
    bool allowed = false;               ///< to operators who were paired
    std::vector<std::string> days;      ///< "mon" … "sun"; empty is every day
    std::string hours;                  ///< "08:00-18:00", local time, over midnight too; empty is always
    std::vector<std::string> addresses; ///< "192.0.2.0/24", "2001:db8::/32", or one address; empty is any
    bool by_account = false; ///< to the organisation's other operators, with a person who compares digits
};

enum class Access { allowed, off, wrong_day, wrong_hour, wrong_address };

class UnattendedPolicy {
public:
    /// Throws UsageError that names the setting.
    explicit UnattendedPolicy(const UnattendedText& text);

    [[nodiscard]] bool allowed(wire::Way way) const;
    /// Those that are: known_device, account, both or none.
    [[nodiscard]] std::vector<wire::Way> ways() const;
    /// Whether it may happen at this moment, wherever the operator is.
    [[nodiscard]] Access at(wire::Way way, WallTime now) const;
    /// Whether an operator at the other end of a direct connection may come.
    [[nodiscard]] Access from(const boost::asio::ip::address& address) const;
    /// Addresses are restricted. What comes through a relay has none that this computer could check, so it is
    /// refused then.
    [[nodiscard]] bool wants_address() const { return !v4_.empty() || !v6_.empty(); }
    /// They are restricted in the same way.
    [[nodiscard]] bool has_addresses_of(const UnattendedPolicy& other) const
    {
        return v4_ == other.v4_ && v6_ == other.v6_;
    }

private:
    void add_address(const std::string& text);

    bool known_device_ = false;
    bool account_ = false;
    std::array<bool, 7> days_{}; ///< from Sunday
    int from_minute_ = 0;
    int to_minute_ = 24 * 60;
    std::vector<boost::asio::ip::network_v4> v4_;
    std::vector<boost::asio::ip::network_v6> v6_;
};

/// For the log.
std::string_view to_text(Access access);

} // namespace cordee::endpoint
