// Those whom an operator brings into the session: each comes by a session of their own, beside the first one.
#pragma once

#include "apps/agent/context.hpp"
#include "core/base/task_group.hpp"
#include "core/endpoint/company.hpp"
#include "core/endpoint/consent_prompt.hpp"
#include "core/endpoint/participants.hpp"
#include "core/endpoint/session_run.hpp"
#include "core/endpoint/session_terminal.hpp"

#include <map>
#include <memory>

namespace cordee::agent {

/// The client's side. Lives on one strand; what the configuration refers to outlives it.
class Colleagues final : public endpoint::Company {
public:
    struct Config {
        Context& context;
        const endpoint::KnownBroker& broker;
        const endpoint::Surroundings& around;
        session::DevicePolicy policy;
        std::string name;          ///< of this computer
        crypto::X25519KeyPair key; ///< the one of the first session, which the grants name
        std::optional<std::vector<std::string>> accept;
        crypto::GrantVerifier& verifier;
    };
    Colleagues(const boost::asio::any_io_executor& strand, Config config);

    /// Until the last of them has left. Before destruction.
    boost::asio::awaitable<void> join();

private:
    struct Visit;

    void came(session::Session& session, endpoint::SessionModules& modules, const std::string& name) override;
    void left(session::Session& session) override;
    void introduced(session::Session& by, session::Introduce introduction) override;
    void focus(session::Session& from, bool held) override;

    boost::asio::awaitable<void> let_in(std::string inviter, bool verified, session::Introduce said);
    boost::asio::awaitable<std::shared_ptr<Visit>> meet(std::string inviter, bool verified,
                                                        session::Introduce said);
    boost::asio::awaitable<void> live(std::shared_ptr<Visit> visit);

    struct Here {
        int number;
        std::string name;
    };

    boost::asio::any_io_executor strand_;
    Config config_;
    endpoint::ConsentPrompt consent_; ///< may they come?
    endpoint::Participants participants_;
    endpoint::SessionTerminal terminal_;
    std::map<session::Session*, Here> here_;
    session::Session* inviter_ = nullptr; ///< of the one who is about to come; one at a time
    TaskGroup coming_;                    ///< ends with the inviter's session
    TaskGroup staying_;
};

} // namespace cordee::agent
