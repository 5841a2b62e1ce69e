// What check_relay() found, turned into what helps.
#include "core/base/language.hpp"
#include "core/transport/check.hpp"
#include "core/transport/direct_listener.hpp"

#include <algorithm>

namespace cordee::transport {
namespace {

std::string joined(const std::vector<std::uint16_t>& ports, const char* between)
{
    std::string out;
    for (const auto port : ports)
        out += (out.empty() ? "" : between) + std::to_string(port);
    return out;
}

bool works(const CheckReport& report, std::uint16_t port)
{
    return std::any_of(report.rows.begin(), report.rows.end(),
                       [&](const auto& row) { return row.port == port && row.end == TryEnd::reached; });
}

std::vector<std::uint16_t> closed_ports(const CheckReport& report)
{
    std::vector<std::uint16_t> out;
    for (const auto port : report.relay.ports)
        if (!works(report, port) && std::find(out.begin(), out.end(), port) == out.end())
            out.push_back(port);
    return out;
}

std::string nft_towards(const CheckReport& report)
{
    if (!report.ip)
        return {};
    return (report.ip->is_v4() ? "ip daddr " : "ip6 daddr ") + report.ip->to_string() + " ";
}

std::string iptables_out(const CheckReport& report, const char* protocol)
{
    const bool v6 = report.ip && report.ip->is_v6();
    return std::string{v6 ? "ip6tables" : "iptables"} + " -I OUTPUT -p " + protocol +
           (report.ip ? " -d " + report.ip->to_string() : "");
}

Remedy open_ports(const CheckReport& report)
{
    const auto ports = closed_ports(report);
    return {trf("let connections from this computer to {} pass, TCP ports {}; two of them are enough",
                report.relay.host, joined(ports, ", ")),
            "nft insert rule inet filter output " + nft_towards(report) + "tcp dport { " +
                joined(ports, ", ") + " } accept",
            iptables_out(report, "tcp") + " -m multiport --dports " + joined(ports, ",") + " -j ACCEPT"};
}

Remedy open_udp(const CheckReport& report)
{
    const auto port = std::to_string(report.udp_port);
    return {trf("for smoother voice and video, let datagrams between this computer and {} pass, UDP port {}",
                report.relay.host, port),
            "nft insert rule inet filter output " + nft_towards(report) + "udp dport " + port + " accept",
            iptables_out(report, "udp") + " --dport " + port + " -j ACCEPT"};
}

Remedy open_direct(std::uint16_t port)
{
    const auto number = std::to_string(port);
    return {
        trf("for connections without a relay, let incoming connections to this computer pass, TCP port {}",
            number),
        "nft insert rule inet filter input tcp dport " + number + " accept",
        "iptables -I INPUT -p tcp --dport " + number + " -j ACCEPT"};
}

} // namespace

std::vector<Remedy> remedies(const CheckReport& report)
{
    constexpr std::size_t kEnough = 2;
    std::vector<Remedy> out;
    if (working_ports(report) < std::min(kEnough, report.relay.ports.size()))
        out.push_back(open_ports(report));
    if (report.udp == UdpEnd::no_answer)
        out.push_back(open_udp(report));
    if (report.direct_port == kDirectPort)
        out.push_back(open_direct(kDirectPort));
    else
        out.push_back(
            {trf("for connections without a relay, let this program listen on TCP port {}, and let incoming "
                 "connections there pass",
                 std::to_string(kDirectPort)),
             open_direct(kDirectPort).nft, open_direct(kDirectPort).iptables});
    return out;
}

} // namespace cordee::transport
