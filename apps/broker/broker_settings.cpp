#include "apps/broker/broker_settings.hpp"

#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/transport/address.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::string_view kScheme = "https://";

[[noreturn]] void refuse(const std::string& key, std::string_view hint)
{
    throw UserError{trf("the value of '{}' does not fit", key), std::string{hint}};
}

[[noreturn]] void one_without_the_other()
{
    throw UserError{std::string{tr("only one of tls.certificate_file and tls.key_file is set")},
                    std::string{tr("set both, or none to let the broker make its own certificate")}};
}

Result<transport::Address> authority(std::string_view url)
{
    if (!url.starts_with(kScheme))
        return Errc::malformed;
    url.remove_prefix(kScheme.size());
    const auto bracket = url.rfind(']');
    const bool has_port =
        url.find(':', bracket == std::string_view::npos ? 0 : bracket) != std::string_view::npos;
    return transport::parse_address(std::string{url} + (has_port ? "" : ":443"));
}

/// A DNS name, with a wildcard perhaps, or an IP address: nothing that means more inside a certificate.
bool is_host(std::string_view name)
{
    return !name.empty() && name.size() <= 253 && std::ranges::all_of(name, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
               c == '.' || c == ':' || c == '*';
    });
}

std::size_t positive(const Setting<std::int64_t>& setting)
{
    if (*setting < 1)
        refuse(setting.key(), tr("it is a number from 1 on"));
    return static_cast<std::size_t>(*setting);
}

std::chrono::seconds whole_seconds(const Setting<std::chrono::milliseconds>& setting)
{
    if (*setting < std::chrono::seconds{1})
        refuse(setting.key(), tr("it is at least one second"));
    return std::chrono::duration_cast<std::chrono::seconds>(*setting);
}

crypto::RelayBudget budget_of(const BrokerSettings& settings)
{
    const bool limited = settings.pair_time->count() != 0;
    return {static_cast<std::uint64_t>(*settings.pair_bytes), static_cast<std::uint64_t>(*settings.pair_rate),
            limited ? whole_seconds(settings.pair_time) : std::chrono::seconds{0}};
}

std::string password_of(const BrokerSettings& settings)
{
    if (settings.database_password_file->empty())
        return {};
    const auto content = read_file(*settings.database_password_file, 1024);
    if (content.has_error())
        throw UserError{
            trf("cannot use the file {}: {}", *settings.database_password_file, content.error().message()),
            std::string{tr("check database.password_file and who may read it")}};
    const auto text = as_text(*content);
    return std::string{text.substr(0, text.find_first_of("\r\n"))};
}

/// Parts "name=value" between blanks, and no password, which --print-config would show.
bool is_connection(std::string_view text)
{
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        const auto part = text.substr(0, end);
        const auto equals = part.find('=');
        if (!part.empty() &&
            (equals == std::string_view::npos || equals == 0 || part.starts_with("password=")))
            return false;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
}

DatabasePlace database_of(const BrokerSettings& settings)
{
    if (settings.postgresql->empty()) {
        const std::filesystem::path folder{*settings.data_folder};
        return settings.database_file->empty() ? folder / "broker.db"
                                               : std::filesystem::path{*settings.database_file};
    }
    if (!settings.database_file->empty())
        throw UserError{std::string{tr("both database.file and database.postgresql are set")},
                        std::string{tr("choose one of them")}};
    if (!is_connection(*settings.postgresql))
        refuse(settings.postgresql.key(), tr("it has the form host=/run/postgresql dbname=cordee, without a "
                                             "password: that goes into database.password_file"));
    return PostgresPlace{*settings.postgresql, password_of(settings)};
}

std::vector<transport::Encapsulation> encapsulations_of(const BrokerSettings& settings)
{
    std::vector<transport::Encapsulation> out;
    for (const auto& name : *settings.relay_encapsulations) {
        const auto known = transport::parse_encapsulation(name);
        if (!known || std::ranges::find(out, *known) != out.end())
            refuse(settings.relay_encapsulations.key(), tr("each is native, https or http, once"));
        out.push_back(*known);
    }
    if (out.empty())
        refuse(settings.relay_encapsulations.key(), tr("each is native, https or http, once"));
    return out;
}

} // namespace

SettingList BrokerSettings::list()
{
    return {&listen_address,
            &listen_port,
            &public_url,
            &data_folder,
            &database_file,
            &postgresql,
            &database_password_file,
            &certificate_file,
            &key_file,
            &names,
            &relay_id,
            &relay_address,
            &relay_addresses,
            &relay_encapsulations,
            &relay_udp,
            &pair_bytes,
            &pair_rate,
            &pair_time,
            &relay_capacity,
            &relay_named,
            &geo_database,
            &modules_folder,
            &web_folder,
            &by_account,
            &login_life,
            &session_life,
            &tries_per_minute,
            &misses,
            &requests_per_minute,
            &connections,
            &connections_per_address};
}

void check(const BrokerSettings& settings)
{
    public_url_of(settings, port_of(settings));
    broker_options(settings);
    server_limits(settings);
    if (settings.certificate_file->empty() != settings.key_file->empty())
        one_without_the_other();
}

std::uint16_t port_of(const BrokerSettings& settings)
{
    if (*settings.listen_port > 65535)
        refuse(settings.listen_port.key(), tr("it is a number from 0 to 65535"));
    return static_cast<std::uint16_t>(*settings.listen_port);
}

std::string public_url_of(const BrokerSettings& settings, std::uint16_t port)
{
    std::string url = *settings.public_url;
    if (url.empty())
        return std::string{kScheme} + "localhost:" + std::to_string(port);
    if (url.ends_with('/'))
        url.pop_back();
    if (authority(url).has_error())
        refuse(settings.public_url.key(), tr("it has the form https://host:port"));
    return url;
}

namespace {

std::vector<RelaySpec> listed_relays(const BrokerSettings& settings, RelaySpec pattern)
{
    std::vector<RelaySpec> out;
    for (const auto& text : *settings.relay_addresses) {
        if (read_named_place(text, pattern).has_error())
            refuse(settings.relay_addresses.key(), tr("each has the form id=host:port+port"));
        if (std::ranges::find(out, pattern.id, &RelaySpec::id) != out.end())
            refuse(settings.relay_addresses.key(), tr("each relay has a name of its own"));
        out.push_back(pattern);
    }
    return out;
}

/// One relay, or those of the list.
std::vector<RelaySpec> relays_of(const BrokerSettings& settings)
{
    if (!*settings.relay_named)
        return {};
    RelaySpec one;
    one.id = *settings.relay_id;
    one.encapsulations = encapsulations_of(settings);
    one.udp = *settings.relay_udp;
    one.capacity = static_cast<double>(positive(settings.relay_capacity));
    const bool several = !settings.relay_addresses->empty();
    if (!several && read_place(*settings.relay_address, one).has_error())
        refuse(settings.relay_address.key(), tr("it has the form host:port or host:port+port"));
    const auto out = several ? listed_relays(settings, one) : std::vector{one};
    const auto& key = several ? settings.relay_addresses.key() : settings.relay_address.key();
    if (out.size() > kMaxRelays)
        refuse(key, tr("there are too many relays"));
    if (too_many_ports(out))
        refuse(key, tr("the relays have too many different ports"));
    return out;
}

} // namespace

namespace {

/// As browsers write it: the usual port is left out.
std::string origin_of(std::string url)
{
    constexpr std::string_view kUsual = ":443";
    if (url.ends_with(kUsual))
        url.resize(url.size() - kUsual.size());
    return lower_case(url);
}

} // namespace

BrokerOptions broker_options(const BrokerSettings& settings)
{
    BrokerOptions out;
    out.data_folder = *settings.data_folder;
    out.database = database_of(settings);
    out.modules_folder = *settings.modules_folder;
    out.web_folder = find_web_folder(*settings.web_folder);
    out.relays = relays_of(settings);
    out.pair_budget = budget_of(settings);
    out.geo_database = *settings.geo_database;
    out.by_account = *settings.by_account;
    out.login_life = whole_seconds(settings.login_life);
    out.session_life = whole_seconds(settings.session_life);
    out.lookups.per_minute = out.logins.per_minute = positive(settings.tries_per_minute);
    out.requests.per_minute = positive(settings.requests_per_minute);
    if (!settings.public_url->empty())
        out.public_origin = origin_of(public_url_of(settings, 443));
    out.lookups.misses = out.logins.misses = positive(settings.misses);
    return out;
}

ServerLimits server_limits(const BrokerSettings& settings)
{
    ServerLimits out;
    out.connections = positive(settings.connections);
    out.connections_per_address = positive(settings.connections_per_address);
    return out;
}

CertificateFiles certificate_of(const BrokerSettings& settings, const Clock& clock)
{
    if (settings.certificate_file->empty() != settings.key_file->empty())
        one_without_the_other();
    if (!settings.certificate_file->empty())
        return {*settings.certificate_file, *settings.key_file};
    if (!std::ranges::all_of(*settings.names, is_host))
        refuse(settings.names.key(), tr("each is the name of a computer or an IP address"));
    const auto url = public_url_of(settings, 443); // a certificate names the host, whatever the port
    auto names = *settings.names;
    for (const auto& name : {authority(url).value().host, std::string{"localhost"}, std::string{"127.0.0.1"},
                             std::string{"::1"}})
        if (std::ranges::find(names, name) == names.end())
            names.push_back(name);
    return own_certificate(std::filesystem::path{*settings.data_folder} / "tls", names, clock);
}

} // namespace cordee::broker
