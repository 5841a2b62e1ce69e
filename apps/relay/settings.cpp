#include "apps/relay/settings.hpp"

#include "core/base/language.hpp"
#include "core/base/program.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <thread>

namespace cordee::relay {
namespace {

std::uint16_t port_of(const std::string& text)
{
    std::uint16_t port = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc{} || stopped != end)
        throw UsageError{trf("'{}' is not a port", text),
                         std::string{tr("listen.ports = [\"11438\"], 0 to 65535")}};
    return port;
}

std::size_t count_of(const Setting<std::int64_t>& setting)
{
    return static_cast<std::size_t>(*setting);
}

} // namespace

SettingList Settings::list()
{
    return {&address,      &ports,
            &threads,      &udp,
            &udp_port,     &certificate_file,
            &key_file,     &id,
            &credentials,  &sessions,
            &entries,      &entries_per_address,
            &used_tickets, &entry_time,
            &pairing_time, &half_closed_time,
            &idle_time};
}

Limits Settings::limits() const
{
    return {count_of(sessions),     count_of(entries), count_of(entries_per_address),
            count_of(used_tickets), *entry_time,       *pairing_time,
            *half_closed_time,      *idle_time};
}

std::string Settings::relay_id() const
{
    return id->empty() ? std::filesystem::canonical(*credentials).filename().string() : *id;
}

std::uint16_t Settings::datagram_port() const
{
    return port_of(std::to_string(*udp_port));
}

std::size_t Settings::thread_count() const
{
    constexpr std::size_t kMost = 256;
    const auto wanted = count_of(threads);
    return std::clamp<std::size_t>(wanted != 0 ? wanted : std::thread::hardware_concurrency(), 1, kMost);
}

std::vector<std::uint16_t> Settings::port_numbers() const
{
    std::vector<std::uint16_t> out;
    for (const auto& text : *ports)
        out.push_back(port_of(text));
    if (out.empty())
        throw UsageError{std::string{tr("the relay has no port to listen on")},
                         std::string{tr("listen.ports = [\"11438\"], 0 to 65535")}};
    return out;
}

} // namespace cordee::relay
