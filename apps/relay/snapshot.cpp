#include "apps/relay/snapshot.hpp"

#include "core/base/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cordee::relay {
namespace {

constexpr double kLeastIndex = 0.01;
constexpr double kPromptMilliseconds = 20; ///< no voice suffers from that

double left_of(std::size_t used, std::size_t all)
{
    return all == 0 ? 0.0 : 1.0 - static_cast<double>(used) / static_cast<double>(all);
}

double rounded(double value)
{
    return std::round(value * 1000) / 1000;
}

/// One metric after the other, each with what it means.
class Page {
public:
    template <class Value>
    void add(std::string_view name, std::string_view type, std::string_view help, const Value& value)
    {
        begin(name, type, help);
        line(name, {}, value);
    }
    void begin(std::string_view name, std::string_view type, std::string_view help)
    {
        fmt::format_to(std::back_inserter(text_),
                       "# HELP cordee_relay_{0} {2}\n# TYPE cordee_relay_{0} {1}\n", name, type, help);
    }
    template <class Value>
    void line(std::string_view name, std::string_view labels, const Value& value)
    {
        fmt::format_to(std::back_inserter(text_), "cordee_relay_{}{} {}\n", name, labels, value);
    }
    std::string take() { return std::move(text_); }

private:
    std::string text_;
};

void add_refusals(Page& page, const Snapshot& relay)
{
    page.begin("refused_total", "counter", "Connections that were not served, by reason.");
    for (std::size_t i = 0; i < kRefusalKinds; ++i)
        page.line("refused_total", fmt::format("{{reason=\"{}\"}}", to_string(static_cast<Refusal>(i))),
                  relay.refused.at(i));
}

void add_bytes(Page& page, const Snapshot& relay)
{
    page.begin("bytes_total", "counter", "Bytes forwarded, by who sent them and by what.");
    for (std::size_t from = 0; from < relay.bytes.size(); ++from)
        for (std::size_t i = 0; i < kCarrierKinds; ++i)
            page.line("bytes_total",
                      fmt::format("{{from=\"{}\",carrier=\"{}\"}}", from == 0 ? "agent" : "operator",
                                  to_string(static_cast<CarriedBy>(i))),
                      relay.bytes.at(from).at(i));
}

} // namespace

bool is_ready(const Snapshot& relay)
{
    return relay.working && relay.listening && !relay.draining && relay.sessions < relay.capacity &&
           relay.entries < relay.entry_capacity;
}

double performance_index(const Snapshot& relay)
{
    if (relay.draining)
        return kLeastIndex;
    const auto lag = static_cast<double>(relay.loop_lag.count());
    const double promptness = kPromptMilliseconds / std::max(lag, kPromptMilliseconds);
    const double least = std::min({1.0 - relay.cpu, left_of(relay.sessions, relay.capacity), promptness});
    return std::clamp(least, kLeastIndex, 1.0);
}

std::string metrics_text(const Snapshot& relay)
{
    Page page;
    page.begin("info", "gauge", "Which program this is.");
    page.line("info", fmt::format("{{version=\"{}\"}}", relay.version), 1);
    page.add("uptime_seconds", "gauge", "Time since the start.", relay.uptime.count());
    page.add("pairs", "gauge", "Pairs of sides that are joined now.", relay.sessions);
    page.add("pairs_limit", "gauge", "Pairs that there may be.", relay.capacity);
    page.add("pairs_total", "counter", "Pairs since the start.", relay.pairs);
    page.add("connections_total", "counter", "Connections since the start.", relay.connections);
    page.add("entries", "gauge", "Connections that are not paired yet.", relay.entries);
    page.add("entries_limit", "gauge", "Connections not paired yet that there may be.", relay.entry_capacity);
    page.add("waiting", "gauge", "Sides whose partner is not here yet.", relay.waiting);
    add_refusals(page, relay);
    add_bytes(page, relay);
    page.add("datagrams_total", "counter", "Datagrams forwarded.", relay.datagrams);
    page.add("datagram_bytes_total", "counter", "Bytes in forwarded datagrams.", relay.datagram_bytes);
    page.add("bytes_per_second", "gauge", "Bytes forwarded per second, lately.",
             std::llround(relay.bytes_per_second));
    page.add("loop_lag_seconds", "gauge", "How late a thread did what was due, at worst, lately.",
             static_cast<double>(relay.loop_lag.count()) / 1000);
    page.add("cpu_share", "gauge", "Processor time used of what may be used, lately.", rounded(relay.cpu));
    page.add("performance_index", "gauge", "How well a new session would fare here, up to 1.",
             rounded(performance_index(relay)));
    page.add("draining", "gauge", "1 while the relay is about to end.", relay.draining ? 1 : 0);
    return page.take();
}

std::string load_json(const Snapshot& relay)
{
    auto out = json::make_object();
    out.set("id", relay.id);
    out.set("version", relay.version);
    out.set("sessions", relay.sessions);
    out.set("capacity", relay.capacity);
    out.set("entries", relay.entries);
    out.set("bytes_per_second", static_cast<std::int64_t>(std::llround(relay.bytes_per_second)));
    out.set("loop_lag_ms", static_cast<std::int64_t>(relay.loop_lag.count()));
    out.set("cpu", rounded(relay.cpu));
    out.set("index", rounded(performance_index(relay)));
    out.set("draining", relay.draining);
    return json::dump(out);
}

} // namespace cordee::relay
