#include "core/endpoint/connection_check.hpp"

#include "core/base/language.hpp"
#include "core/transport/address.hpp"
#include "core/transport/try_text.hpp"

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;
using transport::CheckRow;
using transport::Encapsulation;

std::string line_of(const CheckRow& row)
{
    auto out = fmt::format("{:<6} {:<7} {:<7} {}", row.port, transport::to_string(row.encapsulation),
                           row.route == transport::Route::proxy ? tr("proxy") : tr("direct"),
                           transport::explain(row.end));
    if (row.end == transport::TryEnd::reached)
        out += fmt::format(", {} ms", row.time.count());
    if (row.long_poll)
        out += fmt::format(" ({})", tr("slowly, by polling"));
    return out;
}

} // namespace

transport::RelayTarget check_target(const std::string& text)
{
    transport::RelayTarget out;
    out.id = text;
    out.ports = {443, 11438, 80, 21, 110};
    out.encapsulations = {Encapsulation::native, Encapsulation::https, Encapsulation::http};
    if (const auto address = transport::parse_address(text)) {
        out.host = address->host;
        out.ports = {address->port};
        return out;
    }
    out.host = text;
    const bool v6 = text.find(':') != std::string::npos;
    if (text.find('/') != std::string::npos ||
        !transport::parse_address(v6 ? "[" + text + "]:1" : text + ":1"))
        throw UsageError{trf("'{}' is not the name of a relay", text), "--relay relay.example.org"};
    return out;
}

asio::awaitable<transport::CheckReport> check_connection(transport::RelayTarget target,
                                                         ConnectionChoice choice)
{
    if (!choice.ports.empty())
        target.ports = std::move(choice.ports);
    if (!choice.encapsulations.empty())
        target.encapsulations = std::move(choice.encapsulations);
    transport::CheckOptions options;
    options.dial.proxy = std::move(choice.network.proxy.proxy);
    options.dial.no_proxy = std::move(choice.network.proxy.except);
    co_return co_await transport::check_relay(std::move(target), std::move(options));
}

bool show_report(const transport::CheckReport& report, Terminal& terminal)
{
    for (const auto& row : report.rows)
        terminal.print(line_of(row));
    for (const auto& address : report.candidates)
        terminal.print(fmt::format("{:<22} {}", tr("own address"), address));
    const auto working = transport::working_ports(report);
    terminal.say(working == 0 ? trf("nothing gets through to {}", report.relay.host)
                              : trf("{} ports get through to {}", working, report.relay.host));
    for (const auto& remedy : transport::remedies(report)) {
        terminal.say(remedy.words);
        if (!remedy.nft.empty())
            terminal.print(remedy.nft);
    }
    return working > 0;
}

} // namespace cordee::endpoint
