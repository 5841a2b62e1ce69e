// One session of a program, from the first address that is told to the last word.
#pragma once

#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/connection_choice.hpp"
#include "core/endpoint/live_session.hpp"
#include "core/endpoint/meeting.hpp"
#include "core/endpoint/network_dialer.hpp"
#include "core/endpoint/path_finder.hpp"
#include "core/session/datagram_port.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <optional>

namespace cordee::endpoint {

/// What a program lends to its sessions; outlives them.
struct Surroundings {
    Terminal& terminal;
    const Clock& clock;
    Random& random;
    Packages& packages;
    std::filesystem::path plugin_host;
    ConnectionChoice connection;
    ModuleHome modules{}; ///< where none run it is empty
};

/// From where the other side may come; PathConfig.
struct PathLimits {
    std::function<bool(const boost::asio::ip::address&)> admits;
    bool relays = true;
};

/// Lives on one strand. Broker client and verifier outlive it.
class SessionRun {
public:
    /// Listens from now on, where the settings allow it.
    SessionRun(const boost::asio::any_io_executor& strand, const Surroundings& around, BrokerClient& broker,
               crypto::GrantVerifier& verifier, PathLimits limits = {});

    /// Where this side can be reached directly, for the broker.
    [[nodiscard]] Candidates candidates() const;

    /// Throws as endpoint::meet(). May be called again when it did, with another meeting.
    boost::asio::awaitable<void> meet(Meeting meeting, OwnSide own);
    /// After meet().
    [[nodiscard]] const Met& met() const { return *met_; }

    struct Options {
        session::DevicePolicy policy;
        ConsentPrompt* consent = nullptr;     ///< the agent's
        session::LoginState* login = nullptr; ///< the agent's
        session::PairDesk* pairing = nullptr; ///< the agent's
        bool compare_digits = false;
        Company* company = nullptr; ///< null: there is nobody but the two
        /// LiveConfig's.
        std::function<boost::asio::awaitable<std::optional<session::DevicePolicy>>()> rules = {};
        bool end_at_hangup = true;
    };
    /// Until the end; throws UserError when that was not in order.
    boost::asio::awaitable<void> live(Options options, std::optional<Wish> wish);

private:
    [[nodiscard]] PathConfig path_config(Meeting& meeting, session::Role self);
    [[nodiscard]] PluginModules::Config modules_config(PluginModules::Fetch fetch,
                                                       const Options& options) const;

    boost::asio::any_io_executor strand_;
    const Surroundings& around_;
    BrokerClient& broker_;
    crypto::GrantVerifier& verifier_;
    PathLimits limits_;
    NetworkDialer dialer_;
    std::optional<session::UdpPort> datagrams_; ///< empty where this computer has none to give
    std::unique_ptr<PathFinder> finder_;
    std::optional<Met> met_;
    session::Role self_ = session::Role::agent;
};

} // namespace cordee::endpoint
