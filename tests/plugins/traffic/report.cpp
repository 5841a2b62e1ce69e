#include "report.hpp"

#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace traffic {
namespace {

/// An object in the making: members in order, numbers and objects only.
class Object {
public:
    template <class Number>
    Object& with(const char* name, Number value)
    {
        return raw(name, std::to_string(value));
    }
    Object& raw(const char* name, const std::string& json)
    {
        text_ += (text_.empty() ? "\"" : ",\"") + std::string{name} + "\":" + json;
        return *this;
    }
    [[nodiscard]] std::string text() const { return "{" + text_ + "}"; }

private:
    std::string text_;
};

std::string gaps(const CountCheck& check)
{
    std::string out;
    for (const auto& gap : check.gaps()) {
        Object one;
        one.with("from", nanoseconds(gap.from)).with("until", nanoseconds(gap.until));
        out += (out.empty() ? "" : ",") + one.text();
    }
    return "[" + out + "]";
}

std::string count(const Report& report)
{
    const auto& check = report.received->count;
    return Object{}
        .with("sent", report.sent.count.all)
        .with("received", check.received())
        .with("peer_sent", report.peer.count)
        .with("missing", check.missing())
        .with("repeated", check.repeated())
        .with("damaged", check.damaged())
        .raw("gaps", gaps(check))
        .text();
}

std::string delays(const Sent& sent, const DelayCheck& check, std::uint64_t peer_measured)
{
    return Object{}
        .with("sent", sent.all)
        .with("refused", sent.refused)
        .with("received", check.received())
        .with("repeated", check.repeated())
        .with("measured", check.measured())
        .with("peer_measured", peer_measured)
        .with("p50", check.quantile(0.5, peer_measured))
        .with("p95", check.quantile(0.95, peer_measured))
        .with("p99", check.quantile(0.99, peer_measured))
        .text();
}

std::string bulk(const Report& report)
{
    const auto& check = report.received->bulk;
    return Object{}
        .with("sent_bytes", report.sent.bulk_bytes)
        .with("received_bytes", check.bytes())
        .with("bytes_per_second", static_cast<std::int64_t>(check.bytes_per_second()))
        .text();
}

} // namespace

std::string to_json(const Report& report)
{
    const auto& received = *report.received;
    return Object{}
        .raw("side", report.self == From::controlling ? "\"controlling\"" : "\"controlled\"")
        .raw("done", report.done ? "true" : "false")
        .with("from", nanoseconds(report.window.from))
        .with("until", nanoseconds(report.window.until))
        .with("peer_restarts", received.peer_restarts)
        .raw("count", count(report))
        .raw("voice", delays(report.sent.voice, received.voice, report.peer.voice_measured))
        .raw("input", delays(report.sent.input, received.input, report.peer.input_measured))
        .raw("bulk", bulk(report))
        .text();
}

void write_file(const std::string& path, const std::string& text)
{
    const auto fresh = path + ".new";
    std::ofstream out{fresh, std::ios::binary | std::ios::trunc};
    out << text << '\n';
    out.close();
    if (!out || std::rename(fresh.c_str(), path.c_str()) != 0)
        throw std::runtime_error{"the report cannot be written: " + path};
}

} // namespace traffic
