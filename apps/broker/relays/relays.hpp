// All relays of this installation: those of the settings and those that an administrator added, and how each
// of them does.
#pragma once

#include "apps/broker/relays/relay_access.hpp"
#include "apps/broker/relays/relay_facts.hpp"
#include "apps/broker/relays/relay_store.hpp"
#include "apps/broker/relays/report_guard.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

enum class RelayPresence {
    never_seen, ///< added, and not one report came
    alive,
    silent,   ///< three reports are missing, or the last one said that the relay does not answer
    draining, ///< it is about to stop
};

std::string_view to_string(RelayPresence presence);

/// Belongs to the loop's thread.
class Relays {
public:
    /// Reports that may be missing.
    static constexpr int kMissing = 3;
    static constexpr std::size_t kMost = 1000;

    /// Throws UserError.
    Relays(const std::filesystem::path& data, const std::vector<RelaySpec>& named, Database& database,
           const Clock& clock, Random& random);

    /// What a relay needs to work for this broker.
    struct Credentials {
        std::string secret;     ///< hexadecimal; never logged
        std::string ticket_key; ///< base64url, public
    };
    struct Wish {
        std::string id;
        std::string region{};
        std::optional<Coordinates> place{};
    };
    /// Errc::already_used, Errc::exhausted; Errc::malformed for an id that is no name.
    Result<Credentials> add(const Wish& wish);
    /// Its credentials are worth nothing from now on. Errc::not_found; Errc::not_permitted for one of the
    /// settings.
    Result<void> remove(const std::string& id);

    [[nodiscard]] const ByteArray<16>& instance() const { return guard_.instance(); }
    /// Who may speak for a relay is decided by `proof`. Errors as in ReportGuard::accept; Errc::not_found for
    /// a relay that is not known, Errc::not_permitted for a report that makes no sense.
    Result<void> report(const std::string& id, std::string_view body, std::string_view proof);

    /// Of all that ever told where they are found.
    [[nodiscard]] std::vector<RelayFacts> facts() const;
    [[nodiscard]] bool known(const std::string& id) const { return relays_.contains(id); }
    /// Whether sides may be sent there now.
    [[nodiscard]] bool usable(const std::string& id) const;
    /// Of those that were registered, in this order; others are passed over.
    [[nodiscard]] std::vector<RelaySpec> specs(const std::vector<std::string>& ids) const;
    [[nodiscard]] std::vector<RelaySpec> specs() const;

    /// [{id, host, …, tickets}], an entry for each of these relays that is registered.
    [[nodiscard]] json::Array::Ptr offer(const std::vector<std::string>& ids, const TicketOrder& order) const;

    /// A session was sent there; it left.
    void assigned(const std::string& id);
    void left(const std::string& id);
    /// What a side said of a relay that it tried; `source` as in RelayOutcomes.
    void note_outcome(const std::string& id, const std::string& source, bool reached);

    struct Listed {
        RelaySpec spec;
        bool named = false; ///< in the settings
        std::string region;
        std::optional<Coordinates> place;
        RelayPresence presence = RelayPresence::never_seen;
        WallTime since{}; ///< of what `presence` says
        std::optional<ReportedLoad> load;
        BelievedLoad believed;
        double capacity = 0;
    };
    [[nodiscard]] std::vector<Listed> list() const;

private:
    struct Entry {
        RelayAccess access;
        bool named = false;
        std::string region{};
        std::optional<Coordinates> place{};
        std::optional<RelayReport> told{}; ///< the last registration
        bool down = false;                 ///< the last report was without a load
        bool reported = false;             ///< since this broker started
        SteadyTime heard{};                ///< the last report, or the broker's start
        WallTime heard_at{};
        WallTime alive_since{};
        RelayLoad load{};
        RelayOutcomes outcomes{};
    };
    [[nodiscard]] Entry* find(const std::string& id);
    [[nodiscard]] const Entry* find(const std::string& id) const;
    void insert(RelayAccess access, const StoredRelay& stored, bool named);
    void take(Entry& entry, RelayReport report);
    [[nodiscard]] RelayPresence presence_of(const Entry& entry) const;
    [[nodiscard]] RelayFacts facts_of(const Entry& entry) const;

    std::filesystem::path data_;
    RelayStore store_;
    const Clock& clock_;
    Random& random_;
    ReportGuard guard_;
    std::map<std::string, Entry> relays_;
};

} // namespace cordee::broker
