// The settings of cordee-relay-reporter, as config/relay-reporter.toml explains them.
#pragma once

#include "core/base/setting.hpp"
#include "core/endpoint/known_broker.hpp"
#include "core/transport/encapsulation.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <cstdint>

namespace cordee::reporter {

struct Settings {
    Setting<std::string> broker{"broker.url", "", "https://host:port of the broker"};
    Setting<std::string> pin{"broker.pin", "", "the broker's pin, where no authority vouches for it"};
    Setting<std::string> id{"relay.id", "",
                            "name of the relay at the broker; empty: that of the credentials folder"};
    Setting<std::string> credentials{"relay.credentials", "/etc/cordee/relay",
                                     "folder with the file secret, from the broker"};
    Setting<std::string> status{"relay.status", "127.0.0.1:9443",
                                "address:port of the relay's status listener, on this computer"};
    Setting<std::string> host{"relay.host", "", "name or address where people reach the relay"};
    Setting<std::vector<std::string>> ports{
        "relay.ports", {"443", "11438", "80", "21", "110"}, "ports where people reach it"};
    Setting<std::vector<std::string>> encapsulations{
        "relay.encapsulations", {"native", "https", "http"}, "what it understands"};
    Setting<bool> udp{"relay.udp", true, "whether it forwards datagrams"};
    Setting<std::string> region{"relay.region", "", "name of the region where it is; may be empty"};
    Setting<std::string> at{
        "relay.at", "", "latitude and longitude of the place where it is, as in 48.86,2.35; may be empty"};
    Setting<std::chrono::milliseconds> interval{"report.interval", std::chrono::seconds{5},
                                                "between two reports, 1s to 1m; after three the broker "
                                                "takes the relay for lost"};

    SettingList list();

    // These throw UserError for values that make no sense.
    [[nodiscard]] std::string relay_id() const;
    [[nodiscard]] endpoint::KnownBroker broker_address() const;
    [[nodiscard]] boost::asio::ip::tcp::endpoint status_address() const;
    [[nodiscard]] std::vector<std::uint16_t> port_numbers() const;
    [[nodiscard]] std::vector<transport::Encapsulation> encapsulation_list() const;
    [[nodiscard]] std::string host_name() const;
    [[nodiscard]] std::chrono::milliseconds report_interval() const;
};

} // namespace cordee::reporter
