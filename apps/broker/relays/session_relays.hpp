// Which relays a session was given, in which order and why: the same for both ends, and kept with the
// session.
#pragma once

#include "apps/broker/relays/connection_store.hpp"
#include "apps/broker/relays/known_ends.hpp"
#include "apps/broker/relays/relay_choice.hpp"
#include "apps/broker/relays/relay_pins.hpp"
#include "apps/broker/relays/relays.hpp"
#include "apps/broker/sessions/sessions.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

/// Belongs to the loop's thread; what it is given outlives it.
class SessionRelays {
public:
    SessionRelays(Database& database, Relays& relays, const RelayPins& pins,
                  const ConnectionStore& connections, const Sessions& sessions, const Clock& clock);

    /// For a meeting that begins now.
    void choose(const Session& session, int attempt, EndFacts operator_end, EndFacts client_end);
    /// Those that can be used now, best first, as they were chosen. When hardly any of them is left, others
    /// are chosen and come after them. Empty when there is no relay at all.
    std::vector<std::string> order(const Session& session, int attempt);

    struct Kept {
        std::vector<std::string> order;
        std::string choice; ///< choice_to_json()
        WallTime chosen{};
        int attempt = 1;
    };
    /// Of the newest meeting.
    [[nodiscard]] std::optional<Kept> latest(const std::string& session) const;

    /// A side said through which relay its session goes.
    void is_on(const std::string& session, const std::string& relay);
    /// Where it was sent, or said that it is; empty when nobody knows.
    [[nodiscard]] std::string relay_of(const std::string& session) const;

private:
    [[nodiscard]] std::optional<Kept> find(const std::string& session, int attempt) const;
    [[nodiscard]] Choice chosen(const Session& session, const std::string& previous) const;
    void keep(const std::string& session, int attempt, const Choice& choice);
    void assign(const std::string& session, const std::string& relay);
    /// A session that ended is on no relay any more.
    void forget_ended();

    Database& database_;
    Relays& relays_;
    const RelayPins& pins_;
    const ConnectionStore& connections_;
    const Sessions& sessions_;
    const Clock& clock_;
    KnownEnds ends_;
    std::map<std::string, std::string> assigned_; ///< session to relay
    SteadyTime looked_{};
};

} // namespace cordee::broker
