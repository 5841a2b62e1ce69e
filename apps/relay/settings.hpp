// The settings of cordee-relay.
#pragma once

#include "apps/relay/rules.hpp"
#include "core/base/clock.hpp"
#include "core/base/setting.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cordee::relay {

struct Settings {
    Setting<std::string> address{"listen.address", "0.0.0.0",
                                 "IP address to listen on; \"::\" is every address of IPv6 and IPv4"};
    Setting<std::vector<std::string>> ports{
        "listen.ports",
        {"443", "11438", "80", "21", "110"},
        "ports to listen on, each for native, HTTP and HTTPS; 0 lets the system choose"};
    Setting<std::int64_t> threads{
        "listen.threads", 0,
        "threads that accept and check; each has another one that forwards; 0: as many as there are cores"};
    Setting<bool> udp{"listen.udp", true, "forward datagrams too, for voice and video"};
    Setting<std::int64_t> udp_port{"listen.udp_port", 0,
                                   "port for datagrams; 0: the number of the first of the ports"};
    Setting<std::vector<std::string>> trusted_proxies{
        "listen.trusted_proxies",
        {},
        "addresses and networks of load balancers; each has to say for whom it speaks (PROXY version 2)"};
    Setting<std::string> certificate_file{"tls.certificate_file", "",
                                          "PEM file, may hold a chain; empty: the relay makes a certificate"};
    Setting<std::string> key_file{"tls.key_file", "", "PEM file with the key of the certificate"};
    Setting<std::string> id{"relay.id", "",
                            "name of this relay at the broker; empty: that of the credentials folder"};
    Setting<std::string> credentials{"relay.credentials", "/etc/cordee/relay",
                                     "folder with the files secret and ticket-key, from the broker"};
    Setting<std::int64_t> sessions{"limits.sessions", 1000, "sessions at the same time"};
    Setting<std::int64_t> entries{"limits.entries", 256, "connections that are not paired yet"};
    Setting<std::int64_t> entries_per_address{
        "limits.entries_per_address", 32,
        "connections that are not paired yet, from one IPv4 address or IPv6 /64"};
    Setting<std::int64_t> used_tickets{"limits.used_tickets", 100'000,
                                       "tickets remembered until they expire"};
    Setting<std::chrono::milliseconds> first_byte_time{"limits.first_byte_time", std::chrono::seconds{5},
                                                       "time to say the first byte"};
    Setting<std::chrono::milliseconds> entry_time{"limits.entry_time", std::chrono::seconds{10},
                                                  "time to show a ticket"};
    Setting<std::chrono::milliseconds> pairing_time{"limits.pairing_time", std::chrono::seconds{30},
                                                    "time to wait for the other side"};
    Setting<std::chrono::milliseconds> half_closed_time{"limits.half_closed_time", std::chrono::minutes{1},
                                                        "time for one direction after the other one ended"};
    Setting<std::chrono::milliseconds> idle_time{"limits.idle_time", std::chrono::seconds{90},
                                                 "time without a byte in either direction"};

    Setting<std::int64_t> pair_bytes{"limits.pair_bytes", 0,
                                     "bytes of a pair whose tickets name no limits; 0 is no limit"};
    Setting<std::int64_t> pair_rate{"limits.pair_rate", 0, "bytes per second of such a pair; 0 is no limit"};
    Setting<std::chrono::milliseconds> pair_time{"limits.pair_time", std::chrono::milliseconds{0},
                                                 "time of such a pair; 0s is no limit"};
    Setting<std::chrono::milliseconds> drain_time{
        "drain.time", std::chrono::seconds{20},
        "time over which pairs are sent to other relays when this one is to end"};
    Setting<bool> status{"status.enabled", true, "answer /healthz, /readyz, /metrics and /load"};
    Setting<std::string> status_address{"status.address", "127.0.0.1", "IP address where it does"};
    Setting<std::int64_t> status_port{"status.port", 9443, "and port; 0 lets the system choose"};
    Setting<std::string> upgrade_socket{
        "upgrade.socket", "",
        "file where the next relay finds this one and takes its sockets over; empty: none can"};

    SettingList list();
    [[nodiscard]] Limits limits() const;
    [[nodiscard]] std::string relay_id() const;
    /// Throws UsageError when a value is no port.
    [[nodiscard]] std::vector<std::uint16_t> port_numbers() const;
    [[nodiscard]] std::uint16_t datagram_port() const;
    [[nodiscard]] std::size_t thread_count() const;
    [[nodiscard]] std::uint16_t status_port_number() const;
    /// Throws UserError for whatever does not fit, files apart.
    void check() const;
    /// What of these can change while the relay runs, files read anew. Throws UserError.
    [[nodiscard]] Rules rules(const Clock& clock) const;
    /// Keys of settings that `other` has differently and that hold from the start only.
    [[nodiscard]] std::vector<std::string> fixed_differences(Settings& other);
};

} // namespace cordee::relay
