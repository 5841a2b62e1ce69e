#include "apps/relay-reporter/settings.hpp"

#include "core/base/language.hpp"
#include "core/transport/address.hpp"

#include <algorithm>
#include <filesystem>

namespace cordee::reporter {
namespace {

[[noreturn]] void refuse(const SettingBase& setting, std::string_view hint)
{
    throw UserError{trf("the value of '{}' does not fit", setting.key()), std::string{hint}};
}

} // namespace

SettingList Settings::list()
{
    return {&broker,         &pin, &id,     &credentials, &status,  &host, &ports,
            &encapsulations, &udp, &region, &at,          &interval};
}

std::string Settings::relay_id() const
{
    if (!id->empty())
        return *id;
    std::error_code error;
    const auto folder = std::filesystem::canonical(*credentials, error);
    if (error)
        throw UserError{trf("{} cannot be read: {}", *credentials, error.message()),
                        std::string{tr("name the folder that cordee relay add made in relay.credentials")}};
    return folder.filename().string();
}

endpoint::KnownBroker Settings::broker_address() const
{
    if (broker->empty())
        refuse(broker, tr("it has the form https://host:port"));
    return endpoint::broker_from_person(*broker, *pin);
}

/// An address in digits: nothing is looked up, and nothing leaves this computer by mistake.
boost::asio::ip::tcp::endpoint Settings::status_address() const
{
    const auto place = transport::parse_address(*status);
    boost::system::error_code error;
    const auto address =
        place ? boost::asio::ip::make_address(place->host, error) : boost::asio::ip::address{};
    if (!place || error || !address.is_loopback())
        refuse(status, tr("it has the form 127.0.0.1:port, an address of this computer's loopback"));
    return {address, place->port};
}

std::vector<std::uint16_t> Settings::port_numbers() const
{
    std::vector<std::uint16_t> out;
    for (const auto& text : *ports) {
        const auto port = transport::parse_port(text);
        if (!port || std::find(out.begin(), out.end(), *port) != out.end())
            refuse(ports, tr("each is a number from 1 to 65535, once"));
        out.push_back(*port);
    }
    if (out.empty())
        refuse(ports, tr("each is a number from 1 to 65535, once"));
    return out;
}

std::vector<transport::Encapsulation> Settings::encapsulation_list() const
{
    std::vector<transport::Encapsulation> out;
    for (const auto& name : *encapsulations) {
        const auto known = transport::parse_encapsulation(name);
        if (!known || std::find(out.begin(), out.end(), *known) != out.end())
            refuse(encapsulations, tr("each is native, https or http, once"));
        out.push_back(*known);
    }
    if (out.empty())
        refuse(encapsulations, tr("each is native, https or http, once"));
    return out;
}

std::string Settings::host_name() const
{
    if (!transport::is_host(*host))
        refuse(host, tr("it is a name or an address, without a port"));
    return *host;
}

std::chrono::milliseconds Settings::report_interval() const
{
    if (*interval < std::chrono::seconds{1} || *interval > std::chrono::minutes{1})
        refuse(interval, tr("it is from 1s to 1m"));
    return *interval;
}

} // namespace cordee::reporter
