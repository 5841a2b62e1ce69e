// A session from its handshake to its end, for either side: modules, signals, renewals, and the last word.
#pragma once

#include "core/base/signal.hpp"
#include "core/base/task_group.hpp"
#include "core/endpoint/consent_prompt.hpp"
#include "core/endpoint/meeting.hpp"
#include "core/endpoint/plugin_module.hpp"
#include "core/endpoint/terminal.hpp"
#include "core/session/session.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cordee::endpoint {

struct LiveConfig {
    session::Role self = session::Role::agent;
    session::DevicePolicy policy;
    PluginModules& modules;
    ConsentPrompt* consent = nullptr; ///< the agent's
    crypto::GrantVerifier& verifier;
    Terminal& terminal;
    const Clock& clock;
    Random& random;
    session::PathSource* paths = nullptr; ///< null: the session ends with its first path
    int path_rank = 1;                    ///< of the first one
    session::LoginState* login = nullptr;
    session::Timing timing = {};
};

/// What the operator wants of the session.
struct Wish {
    std::string module;
    std::vector<std::string> permissions;
    /// Gets the next grant from the broker; throws UserError.
    std::function<boost::asio::awaitable<std::string>()> renew;
};

/// Lives on one strand, for one session. What the configuration refers to outlives it.
class LiveSession : private session::Events {
public:
    LiveSession(const boost::asio::any_io_executor& strand, Met met, LiveConfig config);

    /// Until the end, for the operator with a wish. Says how it ended when that was in order, throws
    /// UserError when it was not. SIGINT, SIGTERM and SIGHUP end it in order.
    boost::asio::awaitable<void> run(std::optional<Wish> wish);

private:
    void module_started(const std::string& id, const session::Permissions& permissions) override;
    void module_ended(const std::string& id, session::Ending ending, bool by_peer,
                      const std::string& why) override;

    boost::asio::awaitable<void> offer(Wish wish);
    boost::asio::awaitable<void> renew(std::function<boost::asio::awaitable<std::string>()> get);
    boost::asio::awaitable<void> end_on_signal();
    boost::asio::awaitable<void> end_when_asked();
    void ask_for_end(session::Ending ending);
    void offer_failed(boost::system::error_code error);
    /// Says or throws.
    void conclude(const session::Ended& ended) const;

    LiveConfig config_;
    session::Session session_;
    std::string peer_name_;
    bool by_peer_ = false;                 ///< the other side ended the module that this was about
    std::optional<session::Ending> end_;   ///< asked for
    std::optional<UserError> cause_;       ///< why, when it is more than the ending says
    std::optional<UserError> not_renewed_; ///< why the grant will run out
    Signal end_asked_;
    TaskGroup tasks_;
};

} // namespace cordee::endpoint
