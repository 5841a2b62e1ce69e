// A device of an organisation, and an operator who was not paired with it.
#pragma once

#include "tests/support/text_file.hpp"
#include "tests/support/traffic.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

namespace cordee::test {

/// A broker, its operator Ada, and a device called till that nobody was paired with.
struct Office {
    explicit Office(std::vector<std::string> broker = {}) : installation{plan(std::move(broker))}
    {
        installation.set_up(ada);
        TrafficSession::allow(ada);
        write_text(ada.home() / "traffic" / "order", "settle 0\nseconds 600\ndrain 1\n");
        const auto added = ada.cordee({"device", "add", "till"});
        const auto from = added.out.find('\'') + 1;
        const auto link = added.out.substr(from, added.out.find('\'', from) - from);
        const auto enrolled = run(till.program("cordee-agent", {"enrol", link}));
        BOOST_TEST_REQUIRE(enrolled.status == 0, added.out << added.err << enrolled.err);
    }

    [[nodiscard]] Launch serve(const std::string& setting) const
    {
        return till.program("cordee-agent", {"serve", "--set", setting});
    }
    /// What it says comes before its first question to the broker.
    void wait_for_device() const
    {
        BOOST_TEST_REQUIRE(eventually([&] {
            return ada.cordee({"device", "list"}).out.find("reachable") != std::string::npos;
        }));
    }
    [[nodiscard]] Launch call() const
    {
        return ada.program("cordee", {"control", "till", "--by-account", "--module", "traffic"});
    }

    Installation installation;
    Person ada;
    Person till;

private:
    static Installation::Plan plan(std::vector<std::string> broker)
    {
        Installation::Plan out;
        out.modules = TrafficSession::packages();
        out.broker = std::move(broker);
        return out;
    }
};

} // namespace cordee::test
