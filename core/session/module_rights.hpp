// What each module may do at this moment: what the grant, then this machine's policy, then the person's
// consent, then whoever has the input leave to it. Computed anew at each change.
#pragma once

#include "core/session/input_gate.hpp"
#include "core/session/running_modules.hpp"
#include "core/session/session_config.hpp"

#include <chrono>
#include <string>

namespace cordee::session {

/// A session lives on for so long without a new grant (SEC-35).
inline constexpr std::chrono::seconds kGrace{60};

/// Lives on the session's strand; everything it refers to outlives it.
class ModuleRights {
public:
    ModuleRights(const SessionConfig& config, const InputGate& input, RunningModules& running);

    /// Of `asked`, what grant and policy leave to a module now. Errc::not_permitted when that is nothing.
    [[nodiscard]] Result<Permissions> allowed(const ModuleInfo& info, const Permissions& asked) const;
    /// Of what was consented to, what is left while somebody else may have the input.
    [[nodiscard]] Permissions without_withheld_input(Permissions permissions) const;

    /// Narrows or widens every module to what it may do now; without anything left it ends.
    void apply(Ending without_any = Ending::grant);
    /// The person here takes permissions of a module back.
    void withdraw(const std::string& module, const Permissions& permissions);
    /// Stops all but what only talks.
    void stop_privileged();

    /// What the other side's machine allows. Errc::unexpected: that is not its to say.
    Result<void> take(const Narrow& message);

private:
    [[nodiscard]] Result<Permissions> left_to(const ModuleSlot& slot) const;
    void set(ModuleSlot& slot, Permissions permissions);

    const SessionConfig& config_;
    const InputGate& input_;
    RunningModules& running_;
};

} // namespace cordee::session
