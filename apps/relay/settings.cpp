#include "apps/relay/settings.hpp"

#include "apps/relay/tls_identity.hpp"
#include "core/base/language.hpp"
#include "core/base/program.hpp"
#include "core/transport/address.hpp"

#include <algorithm>
#include <filesystem>
#include <thread>

namespace cordee::relay {
namespace {

std::uint16_t port_of(const std::string& text)
{
    const auto port = transport::parse_port(text);
    if (!port && text != "0")
        throw UsageError{trf("'{}' is not a port", text),
                         std::string{tr("listen.ports = [\"11438\"], 0 to 65535")}};
    return port.value_or(0);
}

void check_address(const Setting<std::string>& setting)
{
    boost::system::error_code none;
    boost::asio::ip::make_address(*setting, none);
    if (none)
        throw UsageError{trf("the value of '{}' does not fit", setting.key()),
                         std::string{tr("it is an IP address, such as 0.0.0.0 or ::")}};
}

std::size_t count_of(const Setting<std::int64_t>& setting)
{
    return static_cast<std::size_t>(*setting);
}

} // namespace

SettingList Settings::list()
{
    return {&address,
            &ports,
            &threads,
            &udp,
            &udp_port,
            &trusted_proxies,
            &certificate_file,
            &key_file,
            &id,
            &credentials,
            &sessions,
            &entries,
            &entries_per_address,
            &used_tickets,
            &first_byte_time,
            &entry_time,
            &pairing_time,
            &half_closed_time,
            &idle_time,
            &pair_bytes,
            &pair_rate,
            &pair_time,
            &drain_time,
            &status,
            &status_address,
            &status_port,
            &upgrade_socket};
}

Limits Settings::limits() const
{
    Limits out;
    out.sessions = count_of(sessions);
    out.entries = count_of(entries);
    out.entries_per_address = count_of(entries_per_address);
    out.used_tickets = count_of(used_tickets);
    out.first_byte_time = *first_byte_time;
    out.entry_time = *entry_time;
    out.pairing_time = *pairing_time;
    out.half_closed_time = *half_closed_time;
    out.idle_time = *idle_time;
    out.budget = {count_of(pair_bytes), count_of(pair_rate),
                  std::chrono::ceil<std::chrono::seconds>(*pair_time)};
    out.drain_time = *drain_time;
    return out;
}

void Settings::check() const
{
    (void)port_numbers();
    (void)datagram_port();
    (void)status_port_number();
    check_address(address);
    check_address(status_address);
    const TrustedProxies proxies{*trusted_proxies};
    if (certificate_file->empty() != key_file->empty())
        throw UsageError{std::string{tr("only one of tls.certificate_file and tls.key_file is set")},
                         std::string{tr("check tls.certificate_file and tls.key_file")}};
}

Rules Settings::rules(const Clock& clock) const
{
    return {limits(), load_credentials(*credentials), TrustedProxies{*trusted_proxies},
            std::make_shared<transport::TlsServer>(make_tls(*certificate_file, *key_file, clock))};
}

std::vector<std::string> Settings::fixed_differences(Settings& other)
{
    const std::vector<const SettingBase*> fixed{&address,     &ports,        &threads,       &udp,
                                                &udp_port,    &id,           &status,        &status_address,
                                                &status_port, &used_tickets, &upgrade_socket};
    std::vector<std::string> out;
    const auto theirs = other.list();
    for (const auto* mine : fixed) {
        const auto same = std::find_if(theirs.begin(), theirs.end(),
                                       [&](const auto* each) { return each->key() == mine->key(); });
        if ((*same)->toml() != mine->toml())
            out.push_back(mine->key());
    }
    return out;
}

std::string Settings::relay_id() const
{
    return id->empty() ? std::filesystem::weakly_canonical(*credentials).filename().string() : *id;
}

std::uint16_t Settings::datagram_port() const
{
    return port_of(std::to_string(*udp_port));
}

std::uint16_t Settings::status_port_number() const
{
    return port_of(std::to_string(*status_port));
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
