// The modules that the operator's side offers: fetched, checked and named to the other side, which may say
// no; then started here.
#pragma once

#include "core/base/signal.hpp"
#include "core/session/module_rights.hpp"
#include "core/session/running_modules.hpp"
#include "core/session/session_config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <map>
#include <memory>
#include <optional>
#include <string>

namespace cordee::session {

/// Lives on the session's strand; everything it refers to outlives it.
class ModuleOffers {
public:
    ModuleOffers(const boost::asio::any_io_executor& strand, const SessionConfig& config,
                 RunningModules& running, const ModuleRights& rights);

    /// See Session::offer. The caller may wait longer than this lives.
    boost::asio::awaitable<Result<void>> offer(std::string module, Permissions permissions);
    /// From now on every offer is Errc::closed.
    void close() { closed_ = true; }

    /// Errc::malformed when nothing is left to the module.
    Result<void> take(const Accept& message);
    /// The other side says no. False when no offer in this slot waits for an answer.
    bool refused(std::uint8_t slot, Ending ending);

private:
    /// Until the other side has answered and the module runs here.
    struct Pending {
        explicit Pending(const boost::asio::any_io_executor& strand) : changed{strand} {}
        Signal changed;
        ModuleInfo info;
        Permissions permissions; ///< most that may be accepted
        std::optional<Ending> refused;
        RunningModules::SlotPtr slot; ///< since the answer yes
        std::optional<Result<void>> result;
    };
    using PendingPtr = std::shared_ptr<Pending>;

    boost::asio::awaitable<void> run(PendingPtr pending, std::string module, Permissions asked);
    boost::asio::awaitable<Result<void>> make(PendingPtr pending, std::string module, Permissions asked);
    boost::asio::awaitable<Result<void>> ask_in(std::uint8_t slot, PendingPtr pending);
    boost::asio::awaitable<Result<void>> wait_for_answer(PendingPtr pending);
    boost::asio::awaitable<Result<void>> start(PendingPtr pending);
    [[nodiscard]] std::optional<std::uint8_t> free_slot();

    boost::asio::any_io_executor strand_;
    const SessionConfig& config_;
    RunningModules& running_;
    const ModuleRights& rights_;
    std::map<std::uint8_t, PendingPtr> pending_;
    std::uint8_t last_slot_ = 0;
    bool closed_ = false;
};

} // namespace cordee::session
