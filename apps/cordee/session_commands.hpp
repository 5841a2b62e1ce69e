// What an operator types while a session runs: start modules, bring a colleague in, give the input away, ask
// for it, and what every side can.
#pragma once

#include "apps/cordee/control.hpp"
#include "core/base/task_group.hpp"
#include "core/endpoint/company.hpp"
#include "core/endpoint/session_terminal.hpp"

#include <memory>

namespace cordee::cli {

/// Of one session. Lives on one strand; what it is given outlives it.
class SessionCommands final : public endpoint::Company {
public:
    /// `wanted` is what a colleague gets: what this operator has.
    SessionCommands(const boost::asio::any_io_executor& strand, const Control& control,
                    endpoint::SessionId session, std::vector<endpoint::AskedModule> wanted);

    /// After the session's end and before destruction.
    boost::asio::awaitable<void> join();

private:
    struct Guest;

    void came(session::Session& session, endpoint::SessionModules& modules, const std::string& name) override;
    void left(session::Session& session) override;
    void focus(session::Session& from, bool held) override;

    [[nodiscard]] std::vector<endpoint::SessionTerminal::Command> commands();
    void start(const std::string& module);
    void set_focus(bool held);
    void invite(const std::string& email);
    boost::asio::awaitable<void> bring(std::string email);
    boost::asio::awaitable<std::shared_ptr<Guest>> wait_for(std::string email);
    boost::asio::awaitable<void> introduce(Guest& guest, const std::string& email);
    boost::asio::awaitable<void> stay(std::shared_ptr<Guest> guest);

    boost::asio::any_io_executor strand_;
    const Control& control_;
    endpoint::SessionId id_;
    std::vector<endpoint::AskedModule> wanted_;
    crypto::GrantVerifier verifier_;
    endpoint::SessionTerminal terminal_;
    session::Session* session_ = nullptr; ///< while it lives
    endpoint::SessionModules* modules_ = nullptr;
    std::string client_;
    bool bringing_ = false;        ///< one colleague at a time
    std::shared_ptr<Guest> guest_; ///< in a session with this operator
    TaskGroup coming_;             ///< ends with the session
    TaskGroup staying_;
};

} // namespace cordee::cli
