// The settings of cordee-agent.
#pragma once

#include "core/endpoint/endpoint_settings.hpp"

namespace cordee::agent {

struct AgentSettings : endpoint::EndpointSettings {
    Setting<std::vector<std::string>> denied_modules{
        "deny.modules", {}, "modules that never run on this computer, whatever anybody permits"};
    Setting<std::vector<std::string>> denied_permissions{
        "deny.permissions", {}, "permissions that nobody gets on this computer, such as input"};
    Setting<std::string> broker{"broker.url", "",
                                "the broker that is asked with a code, such as https://b.example"};
    Setting<std::string> broker_pin{"broker.pin", "", "its pin, where no authority vouches for it"};
    Setting<bool> unattended{"unattended.allowed", false,
                             "operators who were paired may come without asking"};
    Setting<std::vector<std::string>> days{
        "unattended.days", {}, "on these days: mon, tue … sun; empty: every day"};
    Setting<std::string> hours{"unattended.hours", "",
                               "at these hours of local time: 08:00-18:00; empty: always"};
    Setting<std::vector<std::string>> addresses{
        "unattended.addresses",
        {},
        "from these networks only, and then without a relay; empty: from anywhere"};

    Setting<bool> by_account{
        "account.allowed", false,
        "the organisation's other operators may call, when somebody here compares six digits with them"};

    [[nodiscard]] SettingList list() override
    {
        auto out = EndpointSettings::list();
        out.insert(out.end(), {&denied_modules, &denied_permissions, &broker, &broker_pin, &unattended, &days,
                               &hours, &addresses, &by_account});
        return out;
    }
};

} // namespace cordee::agent
