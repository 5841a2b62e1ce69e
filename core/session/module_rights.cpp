#include "core/session/module_rights.hpp"

#include <algorithm>

namespace cordee::session {

ModuleRights::ModuleRights(const SessionConfig& config, const InputGate& input, RunningModules& running)
    : config_{config}, input_{input}, running_{running}
{}

Result<Permissions> ModuleRights::allowed(const ModuleInfo& info, const Permissions& asked) const
{
    const auto* granted = find_granted(config_.grant, info.id);
    if (granted == nullptr || granted->pub != info.publisher)
        return Errc::not_permitted;
    auto wanted = intersect(asked, info.permissions);
    if (config_.verifier.now() > config_.grant.exp + kGrace) // only words are left
        wanted = intersect(wanted, {"chat"});
    return permitted(config_.grant, config_.policy, info.id, info.version, wanted);
}

Permissions ModuleRights::without_withheld_input(Permissions permissions) const
{
    if (input_.withheld())
        std::erase(permissions, "input");
    return permissions;
}

/// What runs may be older than what the grant wants by now: that is for the next one. What was withdrawn
/// ends.
Result<Permissions> ModuleRights::left_to(const ModuleSlot& slot) const
{
    auto info = slot.info();
    const auto* granted = find_granted(config_.grant, info.id);
    if (granted != nullptr && is_taken_back(*granted, info.version))
        return Errc::not_permitted;
    if (granted != nullptr)
        info.version = std::max(info.version, granted->min);
    return allowed(info, slot.consented());
}

void ModuleRights::apply(Ending without_any)
{
    for (const auto& slot : running_.all()) {
        const auto left = left_to(*slot);
        if (left)
            set(*slot, *left);
        else
            running_.end(slot->number(), without_any);
    }
}

/// The other side hears of it: what this machine allows is not known there.
void ModuleRights::set(ModuleSlot& slot, Permissions permissions)
{
    const auto before = slot.permissions();
    slot.set_permissions(without_withheld_input(std::move(permissions)));
    if (config_.self == Role::agent && slot.permissions() != before)
        running_.send_control(Narrow{slot.number(), slot.permissions()});
}

void ModuleRights::withdraw(const std::string& module, const Permissions& permissions)
{
    for (const auto& slot : running_.all())
        if (slot->info().id == module)
            slot->take_back(permissions);
    apply(Ending::consent);
}

void ModuleRights::stop_privileged()
{
    for (const auto& slot : running_.all())
        if (slot->consented() != Permissions{"chat"})
            running_.end(slot->number(), Ending::expired);
}

Result<void> ModuleRights::take(const Narrow& message)
{
    if (config_.self != Role::operator_)
        return Errc::unexpected;
    if (const auto slot = running_.find(message.slot))
        slot->set_permissions(message.permissions);
    return {};
}

} // namespace cordee::session
