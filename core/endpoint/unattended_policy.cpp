#include "core/endpoint/unattended_policy.hpp"

#include "core/base/language.hpp"
#include "core/base/options.hpp"

#include <algorithm>
#include <ctime>

namespace cordee::endpoint {
namespace {

namespace ip = boost::asio::ip;

constexpr std::array<std::string_view, 7> kDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};

UsageError bad_rule(const char* key, std::string hint)
{
    return UsageError{trf("the value of '{}' does not fit", key), std::move(hint)};
}

/// "HH:MM" to minutes, 24:00 included; -1 when it is something else.
int minutes_of(std::string_view text)
{
    const auto digit = [&](std::size_t at) {
        return text[at] >= '0' && text[at] <= '9' ? text[at] - '0' : -1;
    };
    if (text.size() != 5 || text[2] != ':')
        return -1;
    for (const std::size_t at : {0U, 1U, 3U, 4U})
        if (digit(at) < 0)
            return -1;
    const int hour = digit(0) * 10 + digit(1);
    const int minute = digit(3) * 10 + digit(4);
    const int all = hour * 60 + minute;
    return minute > 59 || all > 24 * 60 ? -1 : all;
}

std::tm local_time(WallTime now)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm out{};
    ::localtime_r(&seconds, &out);
    return out;
}

/// An address of IPv4 in its IPv6 form is the same address.
ip::address plain(const ip::address& address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped())
        return ip::make_address_v4(ip::v4_mapped, address.to_v6());
    return address;
}

} // namespace

UnattendedPolicy::UnattendedPolicy(const UnattendedText& text)
    : known_device_{text.allowed}, account_{text.by_account}
{
    days_.fill(text.days.empty());
    for (const auto& day : text.days) {
        const auto found = std::find(kDays.begin(), kDays.end(), day);
        if (found == kDays.end())
            throw bad_rule("unattended.days", R"(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])");
        days_[static_cast<std::size_t>(found - kDays.begin())] = true;
    }
    if (!text.hours.empty()) {
        const std::string_view hours = text.hours;
        from_minute_ = hours.size() == 11 && hours[5] == '-' ? minutes_of(hours.substr(0, 5)) : -1;
        to_minute_ = from_minute_ < 0 ? -1 : minutes_of(hours.substr(6));
        if (from_minute_ < 0 || to_minute_ < 0 || from_minute_ == to_minute_)
            throw bad_rule("unattended.hours", "\"08:00-18:00\", \"22:00-06:00\"");
    }
    for (const auto& address : text.addresses)
        add_address(address);
}

void UnattendedPolicy::add_address(const std::string& text)
{
    boost::system::error_code error;
    if (const auto single = ip::make_address(text, error); !error) {
        const auto address = plain(single);
        if (address.is_v4())
            v4_.emplace_back(address.to_v4(), 32);
        else
            v6_.emplace_back(address.to_v6(), 128);
        return;
    }
    if (const auto network = ip::make_network_v4(text, error); !error) {
        v4_.push_back(network.canonical());
        return;
    }
    const auto network = ip::make_network_v6(text, error);
    if (error)
        throw bad_rule("unattended.addresses", R"(["192.0.2.0/24", "2001:db8::/32"])");
    v6_.push_back(network.canonical());
}

bool UnattendedPolicy::allowed(wire::Way way) const
{
    return (way == wire::Way::known_device && known_device_) || (way == wire::Way::account && account_);
}

std::vector<wire::Way> UnattendedPolicy::ways() const
{
    std::vector<wire::Way> out;
    for (const auto way : {wire::Way::known_device, wire::Way::account})
        if (allowed(way))
            out.push_back(way);
    return out;
}

Access UnattendedPolicy::at(wire::Way way, WallTime now) const
{
    if (!allowed(way))
        return Access::off;
    const auto local = local_time(now);
    const int minute = local.tm_hour * 60 + local.tm_min;
    auto day = static_cast<std::size_t>(local.tm_wday);
    const bool over_midnight = to_minute_ < from_minute_;
    const bool in = over_midnight ? minute >= from_minute_ || minute < to_minute_
                                  : minute >= from_minute_ && minute < to_minute_;
    // The small hours belong to the day on which the night began.
    if (over_midnight && minute < to_minute_)
        day = (day + 6) % 7;
    if (!days_[day])
        return Access::wrong_day;
    return in ? Access::allowed : Access::wrong_hour;
}

Access UnattendedPolicy::from(const ip::address& address) const
{
    if (!wants_address())
        return Access::allowed;
    const auto from = plain(address);
    const bool known =
        from.is_v4()
            ? std::any_of(
                  v4_.begin(), v4_.end(),
                  [&](const auto& network) {
                      return ip::network_v4{from.to_v4(), network.prefix_length()}.canonical() == network;
                  })
            : std::any_of(v6_.begin(), v6_.end(), [&](const auto& network) {
                  return ip::network_v6{from.to_v6(), network.prefix_length()}.canonical() == network;
              });
    return known ? Access::allowed : Access::wrong_address;
}

std::string_view to_text(Access access)
{
    switch (access) {
    case Access::allowed:
        return "allowed";
    case Access::off:
        return "this way in is off";
    case Access::wrong_day:
        return "not on this day";
    case Access::wrong_hour:
        return "not at this hour";
    case Access::wrong_address:
        return "not from this address";
    }
    return "?";
}

} // namespace cordee::endpoint
