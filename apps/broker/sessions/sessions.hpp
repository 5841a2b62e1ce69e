// Sessions that came about: what a grant for them may say, now and at each renewal.
#pragma once

#include "apps/broker/http/paging.hpp"
#include "apps/broker/policy/module_access.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/crypto/grant.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

struct Session {
    std::string id; ///< 32 hexadecimal digits
    std::int64_t operator_id = 0;
    std::string operator_key; ///< X25519, base64url, as is the agent's
    std::string agent_key;
    std::string agent_name{};
    std::vector<ModuleAccess> modules{}; ///< what was asked; the policy narrows it at each grant
    std::int64_t seq = 0;                ///< of the newest grant
    WallTime expires{};                  ///< no renewal after it
    std::string way = "link";            ///< as in grants
    WallTime began{};
    std::string parent{};        ///< of an invited colleague: the session of the one who invited
    std::int64_t introducer = 0; ///< the operator who invited
    std::string device{};        ///< its id, when it is one that was enrolled
    bool revoked = false;
    std::string label{};   ///< its operator's name for it
    std::string notes{};   ///< its operator's own
    WallTime ended{};      ///< when it was revoked
    WallTime granted_to{}; ///< end of the newest grant
};

/// Whose and which sessions somebody wants to see.
struct SessionWish {
    enum class State { running, past, all };
    State state = State::running;
    std::optional<std::int64_t> operator_id{};        ///< of that one alone
    std::optional<std::vector<std::string>> groups{}; ///< of operators in these, besides that one
    PageWish page{};
};

/// A token that a running session should hear of without asking for a renewal.
struct News {
    std::string token;
    std::int64_t seq = 0;
    WallTime expires{};
};

/// So long past sessions are listed.
inline constexpr std::chrono::hours kSessionMemory{90 * 24};
/// Both ends hold on to a token for a while after its time, and their clocks may differ.
inline constexpr auto kHeldOn = std::chrono::minutes{1} + crypto::kGrantSkew;

class Sessions {
public:
    Sessions(Database& database, const Clock& clock) : database_{database}, clock_{clock} {}

    /// Sets seq to 1, and the two times.
    Session begin(Session made, std::chrono::seconds life);
    /// Somebody else came to the same invitation: its agent from now on; seq grows.
    Session change_agent(const std::string& id, const std::string& way, const std::string& key,
                         const std::string& name);
    /// Back to the agent of an earlier meeting; seq stays.
    void settle_on_agent(const std::string& id, const std::string& way, const std::string& key,
                         const std::string& name);
    /// Errc::not_found, Errc::expired.
    [[nodiscard]] Result<Session> find(const std::string& id) const;
    /// The number of the next grant, never given twice.
    std::int64_t next_seq(const std::string& id);

    /// Of the newest token: what it allows and until when.
    void note_grant(const std::string& id, const std::vector<ModuleAccess>& granted, WallTime expires);
    [[nodiscard]] std::vector<ModuleAccess> granted(const std::string& id) const;
    void set_news(const std::string& id, const News& news);
    /// The newest; its seq is 0 without any.
    [[nodiscard]] News news(const std::string& id) const;
    void set_revoked(const std::string& id);
    /// What was asked for it, from now on.
    void set_modules(const std::string& id, const std::vector<ModuleAccess>& modules);
    void set_label(const std::string& id, const std::string& label);
    void set_notes(const std::string& id, const std::string& notes);
    /// Also one whose time is over.
    [[nodiscard]] std::optional<Session> recall(const std::string& id) const;
    /// The newest first.
    [[nodiscard]] std::vector<Session> page(const SessionWish& wish) const;
    [[nodiscard]] bool is_running(const Session& session) const;
    /// When it ended, as far as that is known: revoked, or not renewed.
    [[nodiscard]] WallTime end_of(const Session& session) const;

    /// Not revoked, and with a token that may be valid still; those of one operator only, when asked for.
    [[nodiscard]] std::vector<Session> live(std::optional<std::int64_t> operator_id = {}) const;
    /// Ids of the live ones.
    [[nodiscard]] std::vector<std::string> live_ids() const;
    /// Live ones that came from this session, or to this device.
    [[nodiscard]] std::vector<Session> live_children(const std::string& parent) const;
    /// Those that could still be renewed, whether anybody does or not.
    [[nodiscard]] std::vector<Session> children(const std::string& parent) const;
    [[nodiscard]] std::vector<Session> of_device(const std::string& device) const;
    [[nodiscard]] std::vector<Session> of_way(const std::string& way) const;
    /// Those of an operator, and those into which that one brought somebody.
    [[nodiscard]] std::vector<Session> of_operator(std::int64_t operator_id) const;

private:
    [[nodiscard]] std::vector<Session> select(const std::string& condition, std::vector<Value> values) const;
    [[nodiscard]] std::vector<Session> select_live(const std::string& condition,
                                                   std::vector<Value> values) const;
    [[nodiscard]] std::vector<Session> select_standing(const std::string& condition,
                                                       std::vector<Value> values) const;

    /// What nobody needs of sessions whose time is over goes, and after a while they themselves.
    void sweep();

    Database& database_;
    const Clock& clock_;
    WallTime swept_{};
};

} // namespace cordee::broker
