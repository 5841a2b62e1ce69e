#include "apps/agent/context.hpp"

#include "core/base/language.hpp"

#include <array>
#include <unistd.h>

namespace cordee::agent {

endpoint::KnownBroker broker_of(const Context& context, const Options& options, const AgentSettings& settings)
{
    if (options.has("broker"))
        return endpoint::broker_from_person(options.value("broker"),
                                            options.value("pin", *settings.broker_pin));
    if (!settings.broker->empty())
        return endpoint::broker_from_person(*settings.broker, options.value("pin", *settings.broker_pin));
    if (auto known = endpoint::KnownBrokerStore{context.folders.state}.load())
        return std::move(*known);
    throw UsageError{
        std::string{tr("a code does not say which broker it belongs to")},
        std::string{tr("ask whoever gave you the code, and add --broker NAME; it is needed once only")}};
}

std::string computer_name()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return "?";
    return name.data();
}

} // namespace cordee::agent
