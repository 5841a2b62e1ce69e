// The modules that the other side offers, at the controlled side: checked, consented to, started and
// answered.
#pragma once

#include "core/base/signal.hpp"
#include "core/session/module_rights.hpp"
#include "core/session/running_modules.hpp"
#include "core/session/session_config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>

namespace cordee::session {

/// Lives on the session's strand; everything it refers to outlives it.
class ModuleAdmission {
public:
    ModuleAdmission(const boost::asio::any_io_executor& strand, const SessionConfig& config,
                    RunningModules& running, const ModuleRights& rights);

    /// Whether the other side is known to be who it says; without that nothing is let in (SEC-29).
    void trust(bool trusted) { trusted_ = trusted; }
    [[nodiscard]] bool trusted() const { return trusted_; }

    /// Errc::unexpected: that is not the other side's to say.
    Result<void> take(const Offer& message);
    /// The other side takes its offer back, if it is the one in this slot that is looked at.
    void withdrawn(std::uint8_t slot);

private:
    /// An offer until it has its answer. Only one, so that a person never answers a question that is not the
    /// last one shown.
    struct Answering {
        explicit Answering(const boost::asio::any_io_executor& strand) : changed{strand} {}
        Signal changed;
        std::uint8_t slot = 0;
        bool withdrawn = false;
    };
    using AnsweringPtr = std::shared_ptr<Answering>;
    /// What it came to, or how the offer ends.
    template <class T>
    using Or = boost::system::result<T, Ending>;

    boost::asio::awaitable<void> answer(Offer offer);
    /// The module runs here.
    boost::asio::awaitable<Or<RunningModules::SlotPtr>> admit(Offer offer, AnsweringPtr answering);
    boost::asio::awaitable<Or<Permissions>> consent(ModuleInfo info, Permissions asked,
                                                    AnsweringPtr answering);
    /// What the person allows; nothing when the offer is withdrawn meanwhile.
    boost::asio::awaitable<Permissions> ask(ConsentRequest question, AnsweringPtr answering);

    boost::asio::any_io_executor strand_;
    const SessionConfig& config_;
    RunningModules& running_;
    const ModuleRights& rights_;
    AnsweringPtr answering_; ///< null when nothing is offered
    bool trusted_ = true;
};

} // namespace cordee::session
