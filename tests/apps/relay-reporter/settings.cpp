#include "apps/relay-reporter/settings.hpp"

#include "core/base/settings.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::reporter;

namespace {

void load(Settings& settings, const std::vector<std::string>& flags)
{
    load_settings(settings.list(), {{}, flags, false});
}

} // namespace

BOOST_AUTO_TEST_SUITE(reporter_settings)

BOOST_AUTO_TEST_CASE(what_is_needed_is_read)
{
    Settings settings;
    load(settings, {"broker.url=https://broker.example:8443", "broker.pin=EBESExQVFhcYGRobHB0eHw",
                    "relay.id=paris", "relay.host=paris.example.org", "relay.ports=443,80",
                    "relay.status=[::1]:9000", "report.interval=2s"});
    BOOST_TEST(settings.broker_address().address.port == 8443);
    BOOST_TEST(settings.broker_address().pin.has_value());
    BOOST_TEST(settings.relay_id() == "paris");
    BOOST_TEST(settings.host_name() == "paris.example.org");
    BOOST_TEST((settings.port_numbers() == std::vector<std::uint16_t>{443, 80}));
    BOOST_TEST(settings.status_address().port() == 9000);
    BOOST_TEST(settings.report_interval().count() == 2000);
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_is_named)
{
    const auto refused = [](const std::string& flag, auto read) {
        Settings settings;
        load(settings, {flag});
        BOOST_TEST_CONTEXT(flag)
        BOOST_CHECK_THROW((void)read(settings), UserError);
    };
    refused("broker.url=", [](const Settings& from) { return from.broker_address(); });
    refused("broker.url=nonsense url", [](const Settings& from) { return from.broker_address(); });
    refused("relay.host=", [](const Settings& from) { return from.host_name(); });
    refused("relay.host=paris.example.org:443", [](const Settings& from) { return from.host_name(); });
    refused("relay.ports=443,443", [](const Settings& from) { return from.port_numbers(); });
    refused("relay.ports=0", [](const Settings& from) { return from.port_numbers(); });
    refused("relay.ports=[]", [](const Settings& from) { return from.port_numbers(); });
    refused("relay.encapsulations=pigeon", [](const Settings& from) { return from.encapsulation_list(); });
    refused("report.interval=0s", [](const Settings& from) { return from.report_interval(); });
    refused("report.interval=2m", [](const Settings& from) { return from.report_interval(); });
    refused("relay.credentials=/nowhere", [](const Settings& from) { return from.relay_id(); });
    // Only this computer's own relay is asked.
    refused("relay.status=192.0.2.1:80", [](const Settings& from) { return from.status_address(); });
    refused("relay.status=localhost:80", [](const Settings& from) { return from.status_address(); });
}

BOOST_AUTO_TEST_SUITE_END()
