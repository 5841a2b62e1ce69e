// The modules of a session, with all that is decided about them: who offers what, what may run, what reaches
// it.
#pragma once

#include "core/session/module_admission.hpp"
#include "core/session/module_offers.hpp"
#include "core/session/module_rights.hpp"
#include "core/session/running_modules.hpp"

namespace cordee::session {

/// Lives on the session's strand. The configuration and the channels outlive it.
class Modules {
public:
    Modules(const boost::asio::any_io_executor& strand, const SessionConfig& config, Channels& channels,
            std::string peer_name);

    /// See Session::offer.
    boost::asio::awaitable<Result<void>> offer(std::string module, Permissions permissions);

    /// Whether the other side is known to be who it says; without that nothing is let in (SEC-29).
    void trust(bool trusted) { admission_.trust(trusted); }
    [[nodiscard]] bool trusted() const { return admission_.trusted(); }

    /// See RunningModules.
    void carry_by(RunningModules::Carrier carrier) { running_.carry_by(std::move(carrier)); }
    void tell_rates(std::chrono::milliseconds period) { running_.tell_rates(period); }

    [[nodiscard]] bool is_open(std::uint16_t channel) const { return running_.behind(channel) != nullptr; }
    void message(std::uint16_t channel, Bytes message);
    void unreliable(std::uint16_t channel, View message);
    /// Errors: what the other side may not say.
    Result<void> take(const Offer& message) { return admission_.take(message); }
    Result<void> take(const Accept& message) { return offers_.take(message); }
    Result<void> take(const Narrow& message) { return rights_.take(message); }
    Result<void> take(const Stop& message);
    Result<void> take(const Restart& message);
    Result<void> take(const Credit& message);

    /// Narrows or stops what grant and device policy of the configuration do not cover any more.
    void apply_rights() { rights_.apply(); }
    /// The person here takes permissions of a module back.
    void withdraw(const std::string& module, const Permissions& permissions);
    /// The person here ends a module. False: it does not run.
    bool stop(const std::string& module);
    /// Stops all but what only talks. Returns whether anything is left.
    bool stop_privileged();

    /// The controlled side: whether keyboard and pointer of this session count; of several sessions, one's
    /// do.
    void focus(bool held);
    /// Input waits from now on, as the machine's login may have changed while nobody looked.
    void hold_input() { input_.hold(); }
    /// It was as before: what waited is delivered.
    void release_input();
    /// It was not: input ends for the rest of the session.
    void refuse_input();

    /// Stops everything; nothing runs when it returns.
    boost::asio::awaitable<void> stop_all();

private:
    /// Keyboard or pointer, and this is the side where they act.
    [[nodiscard]] bool is_input(const ModuleSlot& slot, std::uint8_t index) const;

    InputGate input_;
    RunningModules running_;
    ModuleRights rights_;
    ModuleOffers offers_;
    ModuleAdmission admission_;
    Role self_;
};

} // namespace cordee::session
