#include "apps/broker/storage/migrations.hpp"

#include "apps/broker/storage/database.hpp"
#include "core/base/error.hpp"
#include "core/base/language.hpp"

#include <array>

namespace cordee::broker {
namespace {

// Times are seconds since 1970 (UTC); keys and session ids are hexadecimal or base64url as in the API.
// A step that was released is never edited: a change is a new step.
constexpr std::array kFirst{
    "CREATE TABLE installation (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE operator (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, role "
    "TEXT NOT NULL, "
    "password TEXT NOT NULL, created INTEGER NOT NULL)",
    "CREATE TABLE login (token_hash TEXT PRIMARY KEY, operator INTEGER NOT NULL REFERENCES operator ON "
    "DELETE CASCADE, "
    "expires INTEGER NOT NULL)",
    "CREATE TABLE policy_rule (position INTEGER PRIMARY KEY, operator TEXT NOT NULL, module TEXT NOT NULL, "
    "permissions TEXT NOT NULL, effect TEXT NOT NULL)",
    "INSERT INTO policy_rule VALUES (1, '*', 'remote-control', 'view input', 'allow')",
    "CREATE TABLE invitation (id TEXT PRIMARY KEY, session TEXT NOT NULL UNIQUE, "
    "operator INTEGER NOT NULL REFERENCES operator ON DELETE CASCADE, operator_key TEXT NOT NULL, "
    "modules TEXT NOT NULL, expires INTEGER NOT NULL, state TEXT NOT NULL)",
    "CREATE TABLE session (id TEXT PRIMARY KEY, operator INTEGER NOT NULL REFERENCES operator ON DELETE "
    "CASCADE, "
    "operator_key TEXT NOT NULL, agent_key TEXT NOT NULL, agent_name TEXT NOT NULL, modules TEXT NOT NULL, "
    "seq INTEGER NOT NULL, first_grant TEXT NOT NULL, expires INTEGER NOT NULL)",
};

/// Codes beside links, several meetings of one invitation, what is told while a session runs, devices, and
/// the order of ports and encapsulations.
constexpr std::array kSecond{
    "ALTER TABLE invitation ADD COLUMN code TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE invitation ADD COLUMN code_expires INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE invitation ADD COLUMN meetings INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE invitation ADD COLUMN candidates TEXT NOT NULL DEFAULT ''",
    "UPDATE invitation SET meetings = 1 WHERE state = 'met'",
    "CREATE INDEX invitation_code ON invitation (code) WHERE code <> ''",
    "CREATE TABLE meeting (session TEXT NOT NULL REFERENCES session ON DELETE CASCADE, attempt INTEGER NOT "
    "NULL, way TEXT NOT NULL, agent_key TEXT NOT NULL, agent_name TEXT NOT NULL, first_grant TEXT NOT NULL, "
    "candidates TEXT NOT NULL, PRIMARY KEY (session, attempt))",
    "INSERT INTO meeting SELECT id, 1, 'link', agent_key, agent_name, first_grant, '' FROM session",
    "ALTER TABLE session DROP COLUMN first_grant",
    "ALTER TABLE session ADD COLUMN way TEXT NOT NULL DEFAULT 'link'",
    "ALTER TABLE session ADD COLUMN began INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE session ADD COLUMN parent TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN introducer INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE session ADD COLUMN device TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN granted TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN grant_expires INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE session ADD COLUMN news TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN news_seq INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE session ADD COLUMN news_expires INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE session ADD COLUMN revoked INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX session_grant_expires ON session (grant_expires)",
    "CREATE INDEX session_parent ON session (parent) WHERE parent <> ''",
    "CREATE TABLE access (token_hash TEXT PRIMARY KEY, session TEXT NOT NULL REFERENCES session ON DELETE "
    "CASCADE, side TEXT NOT NULL, attempt INTEGER NOT NULL)",
    "CREATE INDEX access_session ON access (session)",
    "CREATE TABLE device (id TEXT PRIMARY KEY, name TEXT NOT NULL, key TEXT NOT NULL, sign_key TEXT NOT "
    "NULL, "
    "access_hash TEXT NOT NULL, enrol_hash TEXT NOT NULL, enrol_expires INTEGER NOT NULL, created INTEGER "
    "NOT NULL)",
    "CREATE INDEX device_access ON device (access_hash) WHERE access_hash <> ''",
    "CREATE INDEX device_enrol ON device (enrol_hash) WHERE enrol_hash <> ''",
    "CREATE TABLE connection (side TEXT PRIMARY KEY, ports TEXT NOT NULL, encapsulations TEXT NOT NULL)",
};

/// Relays that were added and report where they are, which of them a session got, and who is bound to one.
constexpr std::array kThird{
    "CREATE TABLE relay (id TEXT PRIMARY KEY, region TEXT NOT NULL, place TEXT NOT NULL, added INTEGER NOT "
    "NULL, "
    "host TEXT NOT NULL DEFAULT '', ports TEXT NOT NULL DEFAULT '', encapsulations TEXT NOT NULL DEFAULT '', "
    "udp INTEGER NOT NULL DEFAULT 1, told_region TEXT NOT NULL DEFAULT '', told_place TEXT NOT NULL DEFAULT "
    "'', "
    "interval_ms INTEGER NOT NULL DEFAULT 5000)",
    "CREATE TABLE relay_pin (operator INTEGER PRIMARY KEY, relay TEXT NOT NULL, fallback TEXT NOT NULL)",
    "CREATE TABLE session_relays (session TEXT NOT NULL REFERENCES session ON DELETE CASCADE, attempt "
    "INTEGER "
    "NOT NULL, relays TEXT NOT NULL, choice TEXT NOT NULL, chosen INTEGER NOT NULL, PRIMARY KEY (session, "
    "attempt))",
};

/// What an administrator rules: groups, who is barred, second factors, tokens; and what a console lists.
constexpr std::array kAccounts{
    "ALTER TABLE operator ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE operator ADD COLUMN removed INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE operator ADD COLUMN last_seen INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE operator ADD COLUMN totp TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE operator ADD COLUMN totp_offered TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE operator ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX operator_name ON operator (name, id)",
    "CREATE INDEX operator_role ON operator (role)",
    "CREATE INDEX login_operator ON login (operator)",
    "CREATE TABLE account_group (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE group_operator (operator INTEGER NOT NULL REFERENCES operator ON DELETE CASCADE, "
    "member_of TEXT NOT NULL REFERENCES account_group ON DELETE CASCADE, PRIMARY KEY (operator, member_of))",
    "CREATE INDEX group_operator_group ON group_operator (member_of)",
    "CREATE TABLE group_device (device TEXT NOT NULL REFERENCES device ON DELETE CASCADE, "
    "member_of TEXT NOT NULL REFERENCES account_group ON DELETE CASCADE, PRIMARY KEY (device, member_of))",
    "CREATE INDEX group_device_group ON group_device (member_of)",
    "CREATE TABLE group_ruler (operator INTEGER NOT NULL REFERENCES operator ON DELETE CASCADE, "
    "rules TEXT NOT NULL REFERENCES account_group ON DELETE CASCADE, PRIMARY KEY (operator, rules))",
    "CREATE INDEX group_ruler_group ON group_ruler (rules)",
    "CREATE TABLE api_token (id TEXT PRIMARY KEY, operator INTEGER NOT NULL REFERENCES operator ON DELETE "
    "CASCADE, name TEXT NOT NULL, scopes TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, created INTEGER NOT "
    "NULL, expires INTEGER NOT NULL)",
    "CREATE INDEX api_token_operator ON api_token (operator, created)",
    "CREATE TABLE repeated (operator INTEGER NOT NULL REFERENCES operator ON DELETE CASCADE, name TEXT NOT "
    "NULL, request TEXT NOT NULL, answer TEXT NOT NULL DEFAULT '', expires INTEGER NOT NULL, "
    "PRIMARY KEY (operator, name))",
    "CREATE INDEX repeated_expires ON repeated (expires)",
    "CREATE TABLE prepared_answers (operator INTEGER PRIMARY KEY, answers TEXT NOT NULL)",
    "ALTER TABLE session ADD COLUMN label TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN notes TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE session ADD COLUMN ended INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX session_began ON session (began, id)",
    "CREATE INDEX session_operator ON session (operator, began, id)",
    "CREATE INDEX session_introducer ON session (introducer) WHERE introducer <> 0",
    "CREATE INDEX session_expires ON session (expires)",
    "CREATE INDEX session_device ON session (device) WHERE device <> ''",
    "CREATE INDEX invitation_operator ON invitation (operator)",
    "CREATE INDEX device_name ON device (name, id)",
};

/// Every version of the policy as text; until now its rules were a table, which the program reads once more.
constexpr std::array kPolicyText{
    "CREATE TABLE policy_version (version INTEGER PRIMARY KEY, text TEXT NOT NULL, hash TEXT NOT NULL, at "
    "INTEGER NOT NULL, author TEXT NOT NULL)",
};

/// `kind` is what stands before the dot of `act`, for the index; `audit_tail` has one row.
constexpr std::array kAudit{
    "CREATE TABLE audit (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor_kind TEXT NOT NULL, actor_id "
    "TEXT NOT NULL, actor_name TEXT NOT NULL, address TEXT NOT NULL, kind TEXT NOT NULL, act TEXT NOT NULL, "
    "session TEXT NOT NULL, object TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, hash TEXT NOT "
    "NULL)",
    "CREATE INDEX audit_at ON audit (at)",
    "CREATE INDEX audit_actor_name ON audit (actor_name, seq)",
    "CREATE INDEX audit_actor_id ON audit (actor_id, seq)",
    "CREATE INDEX audit_kind ON audit (kind, seq)",
    "CREATE INDEX audit_act ON audit (act, seq)",
    "CREATE INDEX audit_session ON audit (session, seq) WHERE session <> ''",
    "CREATE TABLE audit_tail (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL)",
    "INSERT INTO audit_tail VALUES (1, 0, "
    "'0000000000000000000000000000000000000000000000000000000000000000')",
    "CREATE TABLE audit_head (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, hash TEXT NOT NULL, signature "
    "TEXT NOT NULL)",
    "CREATE TABLE audit_told (session TEXT NOT NULL REFERENCES session ON DELETE CASCADE, side TEXT NOT "
    "NULL, stream TEXT NOT NULL, told INTEGER NOT NULL, entries INTEGER NOT NULL, PRIMARY KEY (session, "
    "side, "
    "stream))",
};

/// What was written into the log stays.
constexpr std::array kAuditGuards{
    "NEVER DELETE ON audit",
    "NEVER UPDATE ON audit",
    "NEVER DELETE ON audit_head",
};

using Step = std::span<const char* const>;
const std::array kSteps{Step{kFirst},      Step{kSecond}, Step{kThird},      Step{kAccounts},
                        Step{kPolicyText}, Step{kAudit},  Step{kAuditGuards}};

} // namespace

void migrate(Database& database)
{
    migrate(database, kSteps);
}

void migrate(Database& database, std::span<const Step> steps)
{
    const auto version = database.version();
    if (version > steps.size())
        throw UserError{std::string{tr("the database was made by a newer cordee-broker")},
                        std::string{tr("install that version again, or restore an older backup")}};
    for (auto step = version; step < steps.size(); ++step) {
        Database::Transaction transaction{database};
        for (const char* statement : steps[step])
            database.define(statement);
        database.set_version(step + 1);
        transaction.commit();
    }
}

} // namespace cordee::broker
