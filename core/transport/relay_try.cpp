#include "core/transport/relay_try.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cordee::transport {
namespace {

constexpr std::uint16_t kHttpsPort = 443;
constexpr std::uint16_t kHttpPort = 80;

struct Candidate {
    std::uint16_t port;
    Encapsulation encapsulation;
    std::size_t place; ///< in the two lists together
};

template <class T>
std::vector<T> without_repeats(const std::vector<T>& list, std::size_t most)
{
    std::vector<T> out;
    for (const auto& each : list)
        if (out.size() < most && std::find(out.begin(), out.end(), each) == out.end())
            out.push_back(each);
    return out;
}

bool is_usual(const Candidate& each)
{
    switch (each.encapsulation) {
    case Encapsulation::native:
        return true;
    case Encapsulation::https:
        return each.port == kHttpsPort;
    case Encapsulation::http:
        break;
    }
    return each.port == kHttpPort;
}

/// Lower comes first.
int rank(const Candidate& each, Route route)
{
    if (route == Route::direct)
        return is_usual(each) ? 0 : 1;
    const bool encrypted = each.encapsulation == Encapsulation::https;
    if (each.port == kHttpsPort)
        return encrypted ? 0 : 1; // a proxy that looks inside wants to see TLS
    return is_usual(each) ? 2 : 3;
}

void plan_lane(std::vector<Candidate> candidates, Route route, std::chrono::milliseconds offset,
               std::chrono::milliseconds stagger, std::vector<PlannedTry>& out)
{
    std::stable_sort(candidates.begin(), candidates.end(), [&](const auto& a, const auto& b) {
        return std::pair{rank(a, route), a.place} < std::pair{rank(b, route), b.place};
    });
    auto start = offset;
    for (const auto& each : candidates) {
        out.push_back({each.port, each.encapsulation, route, start});
        start += stagger;
    }
}

} // namespace

std::vector<PlannedTry> plan_tries(const std::vector<std::uint16_t>& ports,
                                   const std::vector<Encapsulation>& encapsulations, bool by_proxy,
                                   std::chrono::milliseconds stagger)
{
    const auto each_port = without_repeats(ports, kMaxRelayPorts);
    const auto each_form = without_repeats(encapsulations, 3);
    std::vector<Candidate> candidates;
    for (std::size_t p = 0; p < each_port.size(); ++p)
        for (std::size_t e = 0; e < each_form.size(); ++e)
            if (each_port[p] != 0)
                candidates.push_back({each_port[p], each_form[e], p + e});
    std::vector<PlannedTry> out;
    if (by_proxy)
        plan_lane(candidates, Route::proxy, std::chrono::milliseconds{0}, stagger, out);
    plan_lane(std::move(candidates), Route::direct, by_proxy ? stagger / 2 : std::chrono::milliseconds{0},
              stagger, out);
    return out;
}

std::string_view to_string(TryEnd end)
{
    switch (end) {
    case TryEnd::reached:
        return "reached";
    case TryEnd::beaten:
        return "beaten";
    case TryEnd::unknown_name:
        return "unknown_name";
    case TryEnd::refused:
        return "refused";
    case TryEnd::unreachable:
        return "unreachable";
    case TryEnd::dropped:
        return "dropped";
    case TryEnd::silent:
        return "silent";
    case TryEnd::cut:
        return "cut";
    case TryEnd::not_a_relay:
        return "not_a_relay";
    case TryEnd::no_tls:
        return "no_tls";
    case TryEnd::proxy_unknown:
        return "proxy_unknown";
    case TryEnd::proxy_unreachable:
        return "proxy_unreachable";
    case TryEnd::proxy_silent:
        return "proxy_silent";
    case TryEnd::proxy_password:
        return "proxy_password";
    case TryEnd::proxy_scheme:
        return "proxy_scheme";
    case TryEnd::proxy_refused:
        return "proxy_refused";
    case TryEnd::proxy_found_none:
        return "proxy_found_none";
    case TryEnd::not_a_proxy:
        break;
    }
    return "not_a_proxy";
}

std::string describe(const RelayTry& attempt)
{
    return fmt::format("{} {}{}{}", to_string(attempt.encapsulation), attempt.port,
                       attempt.long_poll ? " (long-poll)" : "",
                       attempt.route == Route::proxy ? " by the proxy" : "");
}

} // namespace cordee::transport
