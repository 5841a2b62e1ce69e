#include "core/transport/try_text.hpp"

#include "core/base/language.hpp"

#include <algorithm>
#include <map>

namespace cordee::transport {
namespace {

std::string text(std::string_view translated)
{
    return std::string{translated};
}

/// How much a try has shown of what is there; the one that shows most speaks for its port.
int distance(TryEnd end)
{
    switch (end) {
    case TryEnd::reached:
        return 9;
    case TryEnd::proxy_password:
    case TryEnd::proxy_scheme:
        return 8;
    case TryEnd::not_a_relay:
    case TryEnd::no_tls:
        return 7;
    case TryEnd::cut:
        return 6;
    case TryEnd::silent:
        return 5;
    case TryEnd::proxy_refused:
    case TryEnd::proxy_found_none:
    case TryEnd::not_a_proxy:
        return 4;
    case TryEnd::refused:
    case TryEnd::proxy_silent:
        return 3;
    case TryEnd::dropped:
    case TryEnd::proxy_unreachable:
        return 2;
    case TryEnd::unreachable:
    case TryEnd::unknown_name:
    case TryEnd::proxy_unknown:
        return 1;
    case TryEnd::beaten:
        break;
    }
    return 0;
}

bool is_of_proxy(TryEnd end)
{
    return end >= TryEnd::proxy_unknown;
}

bool any(const std::vector<RelayTry>& tries, std::initializer_list<TryEnd> ends)
{
    return std::any_of(tries.begin(), tries.end(), [&](const auto& each) {
        return std::find(ends.begin(), ends.end(), each.end) != ends.end();
    });
}

std::string explain_ports(Route route, const std::vector<std::uint16_t>& ports, TryEnd end)
{
    std::string list;
    for (const auto port : ports)
        list += (list.empty() ? "" : ", ") + std::to_string(port);
    if (route == Route::direct)
        return ports.size() == 1 ? trf("port {}: {}", list, explain(end))
                                 : trf("ports {}: {}", list, explain(end));
    return ports.size() == 1 ? trf("through the proxy, port {}: {}", list, explain(end))
                             : trf("through the proxy, ports {}: {}", list, explain(end));
}

} // namespace

std::string explain(TryEnd end)
{
    switch (end) {
    case TryEnd::reached:
        return text(tr("works"));
    case TryEnd::beaten:
        return text(tr("not tried to the end"));
    case TryEnd::unknown_name:
        return text(tr("the relay's name is not known here"));
    case TryEnd::refused:
        return text(tr("refused"));
    case TryEnd::unreachable:
        return text(tr("no way to the relay's network"));
    case TryEnd::dropped:
        return text(tr("no answer, as from a firewall"));
    case TryEnd::silent:
        return text(tr("connected, then silence"));
    case TryEnd::cut:
        return text(tr("connected, then cut off"));
    case TryEnd::not_a_relay:
        return text(tr("something else answers than a relay"));
    case TryEnd::no_tls:
        return text(tr("something else answers than TLS"));
    case TryEnd::proxy_unknown:
        return text(tr("the proxy's name is not known here"));
    case TryEnd::proxy_unreachable:
        return text(tr("the proxy cannot be reached"));
    case TryEnd::proxy_silent:
        return text(tr("the proxy does not answer"));
    case TryEnd::proxy_password:
        return text(tr("the proxy did not accept the name and password, or wants some"));
    case TryEnd::proxy_scheme:
        return text(tr("the proxy wants another kind of authentication than Basic"));
    case TryEnd::proxy_refused:
        return text(tr("the proxy does not let pass"));
    case TryEnd::proxy_found_none:
        return text(tr("the proxy finds no relay there"));
    case TryEnd::not_a_proxy:
        break;
    }
    return text(tr("something else answers than a proxy"));
}

std::string explain(const std::vector<RelayTry>& tries)
{
    std::map<std::pair<Route, std::uint16_t>, TryEnd> furthest;
    std::vector<std::pair<Route, std::uint16_t>> order;
    for (const auto& each : tries) {
        const auto [place, is_new] = furthest.try_emplace({each.route, each.port}, each.end);
        if (is_new)
            order.push_back(place->first);
        else if (distance(each.end) > distance(place->second))
            place->second = each.end;
    }
    std::vector<std::pair<Route, TryEnd>> groups;
    std::map<std::pair<Route, TryEnd>, std::vector<std::uint16_t>> ports;
    for (const auto& place : order) {
        const std::pair group{place.first, furthest.at(place)};
        auto& list = ports[group];
        if (list.empty())
            groups.push_back(group);
        list.push_back(place.second);
    }
    std::string out;
    for (const auto& group : groups) {
        out += out.empty() ? "" : "; ";
        // What the proxy itself does is the same for each port.
        out += is_of_proxy(group.second) && group.second != TryEnd::proxy_refused &&
                       group.second != TryEnd::proxy_found_none
                   ? explain(group.second)
                   : explain_ports(group.first, ports[group], group.second);
    }
    return out;
}

std::string advice(const std::vector<RelayTry>& tries)
{
    if (tries.empty())
        return text(tr("ask the administrator to allow ports and encapsulations for this side"));
    if (any(tries, {TryEnd::proxy_password}))
        return text(tr("set connection.proxy to \"http://user:password@host:port\", with special characters "
                       "percent-encoded"));
    if (any(tries, {TryEnd::proxy_scheme}))
        return text(tr(
            "ask your network's administrator for a proxy with Basic authentication, or to let this computer "
            "connect to the relay directly"));
    if (any(tries,
            {TryEnd::proxy_unknown, TryEnd::proxy_unreachable, TryEnd::proxy_silent, TryEnd::not_a_proxy}))
        return text(tr("check the proxy's address in connection.proxy or in the variable https_proxy"));
    if (any(tries, {TryEnd::not_a_relay, TryEnd::no_tls}))
        return text(tr("the administrator checks the relay's address and ports in the broker's settings"));
    if (any(tries, {TryEnd::unknown_name}))
        return text(
            tr("check that this computer is in the Internet; the administrator checks the relay's name"));
    if (std::all_of(tries.begin(), tries.end(), [](const auto& each) { return each.end == TryEnd::refused; }))
        return text(tr(
            "the administrator checks that the relay is running; if it is, a firewall refuses these ports"));
    return text(
        tr("ask your network's administrator to open one of these ports towards the relay; `check` shows the "
           "firewall rule"));
}

} // namespace cordee::transport
