// One operator's visit to a computer that serves: waited for, let in when its owner allows it, and seen off.
#pragma once

#include "apps/agent/context.hpp"
#include "core/endpoint/device_keys.hpp"
#include "core/endpoint/enrolment.hpp"
#include "core/endpoint/failure_limit.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "core/endpoint/relay_probes.hpp"
#include "core/endpoint/session_run.hpp"
#include "core/endpoint/unattended_rules.hpp"

#include <memory>
#include <optional>

namespace cordee::agent {

/// What all visits share; outlives them.
struct Serve {
    Context& context;
    endpoint::Surroundings around;
    endpoint::Enrolment enrolment;
    endpoint::DeviceKeys keys;
    endpoint::UnattendedRules rules;
    endpoint::PairingStore operators;
    endpoint::FailureLimit failures;
    /// A terminal that is closed ends the program; without one the signal means to read the settings anew.
    bool end_at_hangup;
};

enum class Came { stopped, refused, met, rules_changed };

/// Lives on one strand.
class Visit {
public:
    Visit(Serve& serve, const boost::asio::any_io_executor& strand);

    /// Until somebody came: `met`, or `refused` when the owner does not allow it now; `rules_changed` when
    /// nobody may come before that. Throws UserError.
    boost::asio::awaitable<Came> come();
    /// After `met`, until they left.
    boost::asio::awaitable<void> live();

private:
    /// Who is there: as this computer knows them, or as the broker says.
    struct Caller {
        std::string name;
        std::string organisation;
        std::optional<std::vector<std::string>> permissions; ///< without asking; empty: ask the person here
    };

    boost::asio::awaitable<std::optional<endpoint::DeviceMeeting>> wait(std::vector<wire::Way> ways,
                                                                        endpoint::Candidates candidates);
    boost::asio::awaitable<void> meet(endpoint::Meeting meeting);
    [[nodiscard]] session::Credential credential(wire::Way way);
    std::optional<Secret<32>> look_up(const ByteArray<32>& key);
    [[nodiscard]] std::optional<Caller> caller() const;
    void announce(const std::string& text);

    boost::asio::any_io_executor strand_;
    Serve& serve_;
    std::unique_ptr<endpoint::HttpClient> http_;
    endpoint::BrokerClient broker_;
    crypto::GrantVerifier verifier_;
    endpoint::SessionRun session_;
    endpoint::RelayProbes probes_;
    std::optional<ByteArray<32>> came_; ///< the key that somebody showed
};

} // namespace cordee::agent
