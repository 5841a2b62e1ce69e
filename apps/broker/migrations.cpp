#include "apps/broker/migrations.hpp"

#include "apps/broker/database.hpp"
#include "core/base/error.hpp"
#include "core/base/language.hpp"

#include <array>
#include <span>

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

using Step = std::span<const char* const>;
const std::array kSteps{Step{kFirst}};

} // namespace

void migrate(Database& database)
{
    const auto version = static_cast<std::size_t>(database.query("PRAGMA user_version").at(0).integer(0));
    if (version > kSteps.size())
        throw UserError{std::string{tr("the database was made by a newer cordee-broker")},
                        std::string{tr("install that version again, or restore an older backup")}};
    for (auto step = version; step < kSteps.size(); ++step) {
        Database::Transaction transaction{database};
        for (const char* statement : kSteps[step])
            database.run(statement);
        database.run("PRAGMA user_version = " + std::to_string(step + 1));
        transaction.commit();
    }
}

} // namespace cordee::broker
