// The modules of one session as its person deals with them: asked for one after the other, started, ended,
// and what is said of each.
#pragma once

#include "core/base/signal.hpp"
#include "core/endpoint/broker_types.hpp"
#include "core/endpoint/files_to_give.hpp"
#include "core/endpoint/plugin_module.hpp"
#include "core/endpoint/terminal.hpp"
#include "core/session/session.hpp"

#include <boost/asio/awaitable.hpp>

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// Who takes the lines that a person types: the further, the surer.
enum class LineTaker { none, may_come, comes, runs };

/// Lives on the session's strand; what it refers to outlives it.
class SessionModules {
public:
    struct Config {
        session::Session& session;
        PluginModules& plugins;
        Terminal& terminal;
        session::Role self = session::Role::agent;
        std::string peer_name;
        /// The operator's: all that the session was made for has ended, in this way.
        std::function<void(session::Ending)> over;
        /// The operator's: everything that was asked for has its answer.
        std::function<void()> settled;
    };
    SessionModules(const boost::asio::any_io_executor& strand, Config config);

    /// The operator's side: the session is for these. Before ask().
    void wish(std::vector<AskedModule> modules);
    /// The operator's side: its module does this as soon as it runs, and ends with it. Before wish().
    void do_first(TaskOrder order);
    /// Asks the other side for what was wished or started, one after the other, until it is cancelled.
    boost::asio::awaitable<void> ask();

    /// What the person here wants; each says what comes of it.
    void start(const std::string& id);
    void stop(const std::string& id);
    void list() const;
    /// Hands files to file-transfer, which is started for it where this side can.
    void send(std::vector<FileToGive> files);
    [[nodiscard]] bool runs(const std::string& id) const { return running_.contains(id); }
    /// Whether the grant has it.
    [[nodiscard]] bool granted(const std::string& id) const;
    [[nodiscard]] bool any_runs() const { return !running_.empty(); }
    [[nodiscard]] PluginModules& plugins() { return config_.plugins; }
    [[nodiscard]] LineTaker line_taker() const;
    /// Hears when that may be another one now.
    void when_line_taker_changes(std::function<void()> hears);
    /// Says what is left to say before the last word of a session that ended in order.
    void tell_former();
    /// The person here ends the session.
    void end_session() { config_.session.end(); }
    [[nodiscard]] Terminal& terminal() { return config_.terminal; }
    [[nodiscard]] session::Role self() const { return config_.self; }

    /// session::Events.
    void started(const std::string& id, const session::Permissions& permissions);
    void ended(const std::string& id, session::Ending ending, bool by_peer, const std::string& why);

    /// Of what runs or ran, each once.
    [[nodiscard]] const session::Permissions& permissions() const { return permissions_; }
    /// Why the last module that was not said to have failed did so; what happened here before all else.
    [[nodiscard]] std::optional<UserError> cause() const;
    [[nodiscard]] bool failed_here() const { return here_.has_value(); }
    [[nodiscard]] bool ended_by_peer() const { return by_peer_; }

private:
    struct End {
        session::Ending ending;
        bool by_peer;
        std::optional<UserError> why;
    };

    boost::asio::awaitable<void> offer(AskedModule module);
    void say_what_is_asked(const AskedModule& module) const;
    void offer_failed(const std::string& id, boost::system::error_code error);
    void failed(UserError error);
    void note(const std::string& id, End end);
    void conclude(const std::string& last, const End& how);
    void tell(const std::string& id, const End& end) const;
    [[nodiscard]] UserError reason(const std::string& id, session::Ending ending, bool by_peer,
                                   const std::string& why) const;

    Config config_;
    std::vector<std::string> wished_;
    std::deque<AskedModule> queue_;
    std::optional<std::string> done_; ///< the module whose work is
    std::string asking_;              ///< the one whose answer is awaited; empty: none
    std::vector<FileToGive> files_;   ///< for file-transfer, once it runs
    std::set<std::string> running_;
    std::map<std::string, End> ends_; ///< of those that were wished
    session::Permissions permissions_;
    std::optional<UserError> here_;  ///< what failed here, and was not said yet
    std::optional<UserError> cause_; ///< how a module ended, as far as that was not said yet
    bool by_peer_ = false;
    Signal changed_;
    std::function<void()> line_taker_changed_ = [] {};
};

/// "chat, remote-control": what a session may use.
std::string granted_modules(const crypto::Grant& grant);
UserError fails_at_the_other_side(const std::string& module);

} // namespace cordee::endpoint
