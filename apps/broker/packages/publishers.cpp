#include "apps/broker/packages/publishers.hpp"

#include "apps/broker/broker.hpp"
#include "core/plugin/publisher_key.hpp"

namespace cordee::broker {

std::vector<std::string> publishers_of(const Broker& broker)
{
    std::vector<std::string> out;
    if (const auto* targets = broker.trust.targets()) {
        for (const auto& publisher : targets->publishers)
            out.push_back(publisher.key);
        return out;
    }
    const auto keys = plugin::publisher_keys();
    return {keys.begin(), keys.end()};
}

} // namespace cordee::broker
