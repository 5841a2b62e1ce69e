// connection show, connection set.
#include "apps/cordee/command.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/run.hpp"

#include <algorithm>
#include <charconv>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
using endpoint::SideConnection;

template <class T, class Text>
std::string joined(const std::vector<T>& list, Text text)
{
    std::string out;
    for (const auto& one : list)
        out += (out.empty() ? "" : ",") + std::string{text(one)};
    return out;
}

void show(Context& context, const char* side, const SideConnection& connection)
{
    context.terminal.print(fmt::format("{} ports {}", side, joined(connection.ports, [](std::uint16_t port) {
                                           return std::to_string(port);
                                       })));
    context.terminal.print(
        fmt::format("{} encapsulations {}", side, joined(connection.encapsulations, [](auto encapsulation) {
                        return transport::to_string(encapsulation);
                    })));
}

std::vector<std::string> split(const std::string& text)
{
    std::vector<std::string> out;
    for (std::size_t at = 0; at <= text.size();) {
        const auto comma = std::min(text.find(',', at), text.size());
        out.push_back(text.substr(at, comma - at));
        at = comma + 1;
    }
    return out;
}

std::vector<std::uint16_t> parse_ports(const std::string& text)
{
    std::vector<std::uint16_t> out;
    for (const auto& word : split(text)) {
        std::uint16_t port = 0;
        const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), port);
        if (error != std::errc{} || end != word.data() + word.size() || port == 0)
            throw UsageError{trf("'{}' is not a list of ports", text), "--ports 443,80,11438"};
        out.push_back(port);
    }
    return out;
}

std::vector<transport::Encapsulation> parse_encapsulations(const std::string& text)
{
    std::vector<transport::Encapsulation> out;
    for (const auto& word : split(text)) {
        const auto encapsulation = transport::parse_encapsulation(word);
        if (!encapsulation)
            throw UsageError{trf("'{}' is not a list of encapsulations", text),
                             "--encapsulations native,https,http"};
        out.push_back(*encapsulation);
    }
    return out;
}

} // namespace

int run_connection_show(Context& context, const Options&)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto settings = endpoint::run(io, broker->connection_settings());
    show(context, "operator", settings.operator_side);
    show(context, "agent", settings.agent_side);
    return 0;
}

int run_connection_set(Context& context, const Options& options)
{
    const auto& side = options.positional()[0];
    if (side != "operator" && side != "agent")
        throw UsageError{trf("'{}' is not a side", side), "operator | agent"};
    if (!options.has("ports") && !options.has("encapsulations"))
        throw UsageError{std::string{tr("there is nothing to set")},
                         "--ports 443,80 --encapsulations https,native"};
    const auto ports = parse_ports(options.value("ports", "443"));
    const auto encapsulations = parse_encapsulations(options.value("encapsulations", "native"));
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto change = [&]() -> asio::awaitable<void> {
        auto settings = co_await broker->connection_settings();
        auto& mine = side == "operator" ? settings.operator_side : settings.agent_side;
        if (options.has("ports"))
            mine.ports = ports;
        if (options.has("encapsulations"))
            mine.encapsulations = encapsulations;
        co_await broker->set_connection_settings(settings);
    };
    endpoint::run(io, change());
    context.terminal.say(tr("sessions that begin from now on connect in this way"));
    return 0;
}

} // namespace cordee::cli
