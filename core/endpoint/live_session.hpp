// A session from its handshake to its end, for either side: modules, signals, renewals, and the last word.
#pragma once

#include "core/base/signal.hpp"
#include "core/base/task_group.hpp"
#include "core/endpoint/audit_reporter.hpp"
#include "core/endpoint/company.hpp"
#include "core/endpoint/consent_prompt.hpp"
#include "core/endpoint/digits_prompt.hpp"
#include "core/endpoint/meeting.hpp"
#include "core/endpoint/session_modules.hpp"
#include "core/session/login_state.hpp"
#include "core/session/path_source.hpp"
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
    std::optional<session::RelayedDatagrams> path_datagrams = std::nullopt; ///< and of its relay
    session::DatagramPort* datagrams = nullptr; ///< null: everything goes by the stream
    session::LoginState* login = nullptr;
    session::Timing timing = {};
    session::PairDesk* pairing = nullptr; ///< the agent's
    Company* company = nullptr;           ///< null: there is nobody but the two
    /// The people compare the safety digits, also where code, link or pairing already say who is there.
    bool compare_digits = false;
    /// Runs beside the session until its end.
    std::function<boost::asio::awaitable<void>()> beside = {};
    /// A newer grant than the one with this number, as soon as there is one; empty when there was none for a
    /// while; throws BrokerError.
    std::function<boost::asio::awaitable<std::optional<std::string>>(std::uint64_t)> watch = {};
    /// The agent's: what this computer allows from now on, as soon as that changes; empty when its owner's
    /// rules end the session. Without it `policy` stays.
    std::function<boost::asio::awaitable<std::optional<session::DevicePolicy>>()> rules = {};
    bool end_at_hangup = true;         ///< SIGHUP; otherwise it means something else to the program
    AuditReporter* told = nullptr;     ///< null: the broker is not told what happens here
    session::Consent* asked = nullptr; ///< in the place of `consent`, by whom it is asked in the end
};

/// What the operator wants of the session.
struct Wish {
    /// The session ends when all of these have ended.
    std::vector<AskedModule> modules;
    /// Gets the next grant from the broker; throws UserError.
    std::function<boost::asio::awaitable<std::string>()> renew;
    /// Asks, when the modules run, to be paired, and keeps what the client allowed; throws UserError.
    std::function<void(const session::PairAnswer&)> paired = {};
    /// What the session is for; its module ends with it.
    std::optional<TaskOrder> order = std::nullopt;
};

/// Lives on one strand, for one session. What the configuration refers to outlives it.
class LiveSession : private session::Events {
public:
    LiveSession(const boost::asio::any_io_executor& strand, Met met, LiveConfig config);

    /// Until the end, for the operator with a wish. Says how it ended when that was in order, throws
    /// UserError when it was not. SIGINT, SIGTERM and mostly SIGHUP end it in order.
    boost::asio::awaitable<void> run(std::optional<Wish> wish);

private:
    void module_started(const std::string& id, const session::Permissions& permissions) override;
    void module_ended(const std::string& id, session::Ending ending, bool by_peer,
                      const std::string& why) override;
    void path_lost() override;
    void path_found(const std::string& name) override;
    void input_withheld() override;
    void safety_digits(const std::string& digits) override;
    void digits_equal_there() override;
    void introduced(session::Introduce introduction) override;
    void focus(bool held) override;

    boost::asio::awaitable<void> begin(std::optional<Wish> wish);
    void not_compared(boost::system::error_code error);
    SessionModules::Config modules_config();
    void ask_to_be_paired();
    boost::asio::awaitable<void> renew(std::function<boost::asio::awaitable<std::string>()> get);
    boost::asio::awaitable<void> watch();
    boost::asio::awaitable<void> keep_to_rules();
    boost::asio::awaitable<void> pair(session::Permissions permissions);
    boost::asio::awaitable<void> compare(std::string digits);
    boost::asio::awaitable<void> end_on_signal();
    boost::asio::awaitable<void> end_when_asked();
    void ask_for_end(session::Ending ending);
    void tell(const char* act, std::initializer_list<std::pair<const char*, Poco::Dynamic::Var>> facts);
    /// Says or throws.
    void conclude(const session::Ended& ended);

    LiveConfig config_;
    session::Session session_;
    std::string peer_name_;
    SessionModules modules_;
    DigitsPrompt digits_;
    std::optional<session::Ending> end_;                     ///< asked for
    std::optional<UserError> cause_;                         ///< why, when it is more than the ending says
    std::optional<UserError> not_renewed_;                   ///< why the grant will run out
    std::function<void(const session::PairAnswer&)> paired_; ///< empty when it was asked
    Signal end_asked_;
    TaskGroup tasks_;
};

} // namespace cordee::endpoint
