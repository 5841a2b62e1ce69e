// The settings of cordee-broker, as config/broker.toml explains them.
#pragma once

#include "apps/broker/broker.hpp"
#include "apps/broker/http/https_server.hpp"
#include "core/base/setting.hpp"

namespace cordee::broker {

struct BrokerSettings {
    Setting<std::string> listen_address{"listen.address", "0.0.0.0",
                                        "IP address to listen at; :: for IPv6 and IPv4"};
    Setting<std::int64_t> listen_port{"listen.port", 8443, "TCP port; 0 chooses a free one"};
    Setting<std::string> public_url{
        "broker.public_url", "",
        "https://host:port where people reach this broker; empty: https://localhost:<port>"};
    Setting<std::string> data_folder{
        "data.folder", "/var/lib/cordee/broker",
        "database, keys, certificate and relay credentials; private to this program"};
    Setting<std::string> database_file{"database.file", "",
                                       "file of the database; empty: broker.db in data.folder"};
    Setting<std::string> postgresql{"database.postgresql", "",
                                    "PostgreSQL instead of a file, as libpq takes it: host=/run/postgresql "
                                    "dbname=cordee; empty: none"};
    Setting<std::string> database_password_file{
        "database.password_file", "", "file with the password for PostgreSQL; empty: none is needed"};
    Setting<std::string> certificate_file{"tls.certificate_file", "",
                                          "certificate chain in PEM form; empty: the broker makes its own"};
    Setting<std::string> key_file{"tls.key_file", "", "private key of that certificate in PEM form"};
    Setting<std::vector<std::string>> names{
        "tls.names",
        {},
        "names and addresses in the broker's own certificate, besides public_url and localhost"};
    Setting<std::string> relay_id{"relay.id", "relay",
                                  "name of the relay; its credentials are in relays/<id>"};
    Setting<std::string> relay_address{
        "relay.address", "localhost:11438",
        "host:port where both sides find the relay; more ports after +, as in host:443+11438+80"};
    Setting<std::vector<std::string>> relay_addresses{
        "relay.addresses", {}, "several relays, each as id=host:port+port; then the two above do not count"};
    Setting<std::vector<std::string>> relay_encapsulations{
        "relay.encapsulations", {"native", "https", "http"}, "what the relays understand"};
    Setting<bool> relay_udp{"relay.udp", true, "whether the relays forward datagrams"};
    Setting<std::int64_t> pair_bytes{
        "relay.pair_bytes", 1'000'000'000'000,
        "bytes that a session may send through a relay before it has to enter one again; 0 is no limit"};
    Setting<std::int64_t> pair_rate{
        "relay.pair_rate", 125'000'000,
        "bytes per second of a session through a relay, both directions together; 0 is no limit"};
    Setting<std::chrono::milliseconds> pair_time{
        "relay.pair_time", std::chrono::hours{24},
        "time that a session may stay at a relay before it has to enter one again; 0s is no limit"};
    Setting<std::int64_t> relay_capacity{
        "relay.capacity", 1000, "sessions that each of these relays carries, where it does not report it"};
    Setting<bool> relay_named{"relay.named", true,
                              "whether the relays above exist; false: all are added with cordee relay add"};
    Setting<std::string> geo_database{
        "geo.database_file", "",
        "database of cities in MaxMind's format (*.mmdb), to tell where addresses are; empty: none"};
    Setting<std::string> modules_folder{"modules.folder", "/usr/share/cordee/modules",
                                        "folder with the module packages (*.zip) that this broker hands out"};
    Setting<std::string> web_folder{"web.folder", "",
                                    "folder with the console and the join page; empty: the one that was "
                                    "built or installed with this program"};
    Setting<bool> by_account{
        "devices.by_account", true,
        "operators may call a device that they were not paired with, where its owner allows it too"};
    Setting<std::chrono::milliseconds> login_life{"limits.login_life", std::chrono::hours{12},
                                                  "how long a login is good for"};
    Setting<std::chrono::milliseconds> session_life{"limits.session_life", std::chrono::hours{24},
                                                    "how long the grants of a session are renewed"};
    Setting<std::int64_t> tries_per_minute{
        "limits.tries_per_minute", 10,
        "logins, and look-ups of links and codes, per minute and address, each"};
    Setting<std::int64_t> misses{"limits.misses", 5,
                                 "wrong ones per address before each costs a growing delay"};
    Setting<std::int64_t> requests_per_minute{"limits.requests_per_minute", 600,
                                              "requests of one operator, of all their programs together"};
    Setting<std::int64_t> connections{"limits.connections", 16'000, "open connections in all"};
    Setting<std::int64_t> connections_per_address{"limits.connections_per_address", 64,
                                                  "open connections per address"};

    SettingList list();
};

/// What --check-config looks at. These throw UserError for values that make no sense together.
void check(const BrokerSettings& settings);
std::uint16_t port_of(const BrokerSettings& settings);
std::string public_url_of(const BrokerSettings& settings, std::uint16_t port);
BrokerOptions broker_options(const BrokerSettings& settings);
ServerLimits server_limits(const BrokerSettings& settings);
/// The configured certificate, or the broker's own.
CertificateFiles certificate_of(const BrokerSettings& settings, const Clock& clock);

} // namespace cordee::broker
