// What an operator types while a session runs: bring a colleague in, give the input away, ask for it.
#pragma once

#include "apps/cordee/control.hpp"
#include "core/base/task_group.hpp"
#include "core/endpoint/company.hpp"

#include <memory>

namespace cordee::cli {

/// Of one session. Lives on one strand; what it is given outlives it.
class SessionCommands final : public endpoint::Company {
public:
    /// `wanted` is what a colleague gets: what this operator has.
    SessionCommands(const boost::asio::any_io_executor& strand, const Control& control,
                    endpoint::SessionId session, endpoint::AskedModule wanted);

    /// After the session's end and before destruction.
    boost::asio::awaitable<void> join();

private:
    struct Guest;

    void came(session::Session& session, const std::string& name) override;
    void left(session::Session& session) override;
    void focus(session::Session& from, bool held) override;

    boost::asio::awaitable<void> read();
    void obey(const std::string& line);
    boost::asio::awaitable<void> bring(std::string email);
    boost::asio::awaitable<std::shared_ptr<Guest>> wait_for(std::string email);
    boost::asio::awaitable<void> introduce(Guest& guest, const std::string& email);
    boost::asio::awaitable<void> stay(std::shared_ptr<Guest> guest);

    boost::asio::any_io_executor strand_;
    const Control& control_;
    endpoint::SessionId id_;
    endpoint::AskedModule wanted_;
    crypto::GrantVerifier verifier_;
    session::Session* session_ = nullptr; ///< while it lives
    std::string client_;
    bool bringing_ = false;        ///< one colleague at a time
    std::shared_ptr<Guest> guest_; ///< in a session with this operator
    TaskGroup coming_;             ///< ends with the session
    TaskGroup staying_;
};

} // namespace cordee::cli
