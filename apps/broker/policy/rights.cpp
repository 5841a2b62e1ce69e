#include "apps/broker/policy/rights.hpp"

namespace cordee::broker {

Person Rights::asker(const Operator& who) const
{
    return {who.email, groups_.groups_of_operator(who.id)};
}

Computer Rights::place(const std::string& device) const
{
    if (device.empty())
        return {};
    const auto rows = database_.query("SELECT name FROM device WHERE id = ?", {device});
    if (rows.empty())
        return {};
    return {device, rows.front().text(0), groups_.groups_of_device(device)};
}

std::vector<ModuleAccess> Rights::narrow(const Operator& who, const std::string& device,
                                         const std::vector<ModuleAccess>& asked) const
{
    return policy_.load().narrow(asker(who), place(device), asked, clock_.now());
}

std::string Rights::why(const Operator& who, const std::string& device, const std::string& module,
                        const std::string& permission, Language language) const
{
    const auto& policy = policy_.load();
    return explain(policy.decide(asker(who), place(device), module, permission, clock_.now()), language);
}

bool Rights::hours_changed()
{
    const auto& policy = policy_.load();
    auto now = policy.in_force(clock_.now());
    const bool same = version_ == policy_.version() && now == in_force_;
    version_ = policy_.version();
    in_force_ = std::move(now);
    return !same && !in_force_.empty();
}

} // namespace cordee::broker
