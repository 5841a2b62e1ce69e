#include "apps/broker/storage/database.hpp"

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/policy/policy_store.hpp"
#include "apps/broker/sessions/invitations.hpp"
#include "apps/broker/sessions/meetings.hpp"
#include "apps/broker/sessions/sessions.hpp"
#include "apps/broker/storage/migrations.hpp"
#include "tests/apps/broker/any_database.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

#include <Poco/Data/PostgreSQL/Connector.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <boost/test/unit_test.hpp>

#include <array>
#include <fstream>
#include <regex>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

struct Fixture {
    TemporaryFolder scratch;
    DatabasePlace place = fresh_database(scratch.path());
};

/// A session as any other program has it, which knows no Database.
Poco::Data::Session raw_session(const DatabasePlace& place)
{
    if (const auto* file = std::get_if<std::filesystem::path>(&place)) {
        Poco::Data::SQLite::Connector::registerConnector();
        return {Poco::Data::SQLite::Connector::KEY, file->string()};
    }
    Poco::Data::PostgreSQL::Connector::registerConnector();
    return {Poco::Data::PostgreSQL::Connector::KEY, std::get<PostgresPlace>(place).connection};
}

void run_raw(Poco::Data::Session& session, const std::string& sql)
{
    using Poco::Data::Keywords::now;
    session << (on_postgresql() ? std::regex_replace(sql, std::regex{"INTEGER"}, "BIGINT") : sql), now;
}

void set_raw_version(Poco::Data::Session& session, int version)
{
    if (!on_postgresql())
        return run_raw(session, "PRAGMA user_version = " + std::to_string(version));
    run_raw(session, "CREATE TABLE schema_version (one INTEGER PRIMARY KEY, version INTEGER NOT NULL)");
    run_raw(session, "INSERT INTO schema_version VALUES (1, " + std::to_string(version) + ")");
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(database, Fixture)

BOOST_AUTO_TEST_CASE(what_was_written_survives_a_restart)
{
    {
        Database first{place};
        BOOST_TEST(Operators{first}
                       .add("Ada@Example.org", "Ada", Role::administrator, "hash", WallTime{})
                       .has_value());
        PolicyStore{first}.save("deny everybody chat\n", "ada@example.org", WallTime{});
    }
    Database second{place};
    const auto ada = Operators{second}.find("ada@example.ORG");
    BOOST_REQUIRE(ada.has_value());
    BOOST_TEST(ada->name == "Ada");
    BOOST_CHECK((ada->role == Role::administrator));
    BOOST_TEST(Operators{second}.password_of(ada->id) == "hash");
    BOOST_TEST(PolicyStore{second}.current().text == "deny everybody chat\n");
    BOOST_TEST(PolicyStore{second}.load().rules().size() == 1U);
}

BOOST_AUTO_TEST_CASE(only_the_owner_reads_the_files)
{
    const Database database{scratch.path() / "broker.db"};
    for (const auto& entry : std::filesystem::directory_iterator{scratch.path()})
        BOOST_TEST((entry.status().permissions() ==
                    (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)),
                   entry.path());
}

BOOST_AUTO_TEST_CASE(values_are_bound_never_pasted)
{
    Database database{place};
    const std::string name = "x'); DROP TABLE operator; --";
    BOOST_TEST(Operators{database}.add("a@b", name, Role::operator_, "h", WallTime{}).value().name == name);
    BOOST_TEST(Operators{database}.add("A@B", name, Role::operator_, "h", WallTime{}).error() ==
               Errc::already_used);
}

BOOST_AUTO_TEST_CASE(values_come_back_as_they_were)
{
    Database database{place};
    database.define(
        "CREATE TABLE thing (id INTEGER PRIMARY KEY, number INTEGER NOT NULL, text TEXT NOT NULL)");
    const std::vector<std::int64_t> numbers{0, -1, 4'102'444'800, std::numeric_limits<std::int64_t>::max(),
                                            std::numeric_limits<std::int64_t>::min()};
    const std::vector<std::string> texts{"", "é ☃ \U0001F9D7", "it's $1 or ?", std::string(100'000, 'x'),
                                         "\n\t\x01"};
    for (std::size_t i = 0; i < numbers.size(); ++i)
        BOOST_TEST(database.run("INSERT INTO thing (number, text) VALUES (?, ?)", {numbers[i], texts[i]}) ==
                   1U);
    const auto rows = database.query("SELECT number, text, text = '?' FROM thing ORDER BY id");
    BOOST_REQUIRE(rows.size() == numbers.size());
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        BOOST_TEST(rows[i].integer(0) == numbers[i]);
        BOOST_TEST((rows[i].text(1) == texts[i]), "text " << i);
        BOOST_TEST(rows[i].integer(2) == 0);
    }
    BOOST_TEST(database.query("SELECT MAX(number) FROM thing WHERE id > 1000").at(0).text(0).empty());
    BOOST_TEST(database.query("SELECT number FROM thing WHERE text = ?", {texts[2]}).at(0).integer(0) ==
               numbers[2]);
    BOOST_TEST(database.query("SELECT number FROM thing WHERE text = ?", {texts[1]}).at(0).integer(0) ==
               numbers[1]);
    BOOST_TEST(database.query("SELECT number FROM thing WHERE text = ?", {std::string{"?"}}).empty());
    BOOST_TEST(
        database.query("INSERT INTO thing (number, text) VALUES (7, 'x') RETURNING id").at(0).integer(0) ==
        6);
    BOOST_TEST(database.run("UPDATE thing SET number = 1 WHERE text = ?", {std::string{"none"}}) == 0U);
}

BOOST_AUTO_TEST_CASE(what_changes_is_counted_and_what_only_looks_is_not)
{
    Database database{place};
    auto before = database.changes();
    database.query("SELECT position FROM policy_rule");
    database.run("DELETE FROM policy_rule WHERE position = ?", {std::int64_t{77}});
    BOOST_TEST(database.changes() == before);
    database.run("DELETE FROM policy_rule WHERE position = ?", {std::int64_t{1}});
    BOOST_TEST(database.changes() > before);
    database.make_durable();
}

BOOST_AUTO_TEST_CASE(a_transaction_that_is_not_committed_leaves_nothing)
{
    Database database{place};
    {
        const Database::Transaction transaction{database};
        database.run("DELETE FROM policy_rule");
    }
    BOOST_TEST(database.query("SELECT position FROM policy_rule").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_transaction_of_which_a_statement_failed_cannot_be_committed)
{
    Database database{place};
    {
        Database::Transaction transaction{database};
        database.run("DELETE FROM policy_rule");
        BOOST_CHECK_THROW(database.run("INSERT INTO nowhere VALUES (1)"), std::runtime_error);
        BOOST_CHECK_THROW(transaction.commit(), std::runtime_error);
    }
    BOOST_TEST(database.query("SELECT position FROM policy_rule").size() == 1U);
    Database::Transaction next{database};
    database.run("DELETE FROM policy_rule");
    next.commit();
    BOOST_TEST(database.query("SELECT position FROM policy_rule").empty());
}

BOOST_AUTO_TEST_CASE(a_newer_database_is_refused_with_a_reason)
{
    {
        Database database{place};
        database.set_version(999);
    }
    BOOST_CHECK_THROW(Database{place}, UserError);
}

BOOST_AUTO_TEST_CASE(a_damaged_file_or_one_that_cannot_be_made_is_refused_with_a_reason)
{
    std::ofstream{scratch.path() / "damaged.db"} << std::string(8192, 'x');
    BOOST_CHECK_THROW(Database{scratch.path() / "damaged.db"}, UserError);
    BOOST_CHECK_THROW(Database{scratch.path() / "absent/broker.db"}, UserError);
}

BOOST_AUTO_TEST_CASE(a_migration_that_fails_leaves_the_former_version_working)
{
    constexpr std::array good{"CREATE TABLE extra (id INTEGER PRIMARY KEY)"};
    constexpr std::array bad{"ALTER TABLE policy_rule ADD COLUMN more TEXT NOT NULL DEFAULT ''",
                             "DELETE FROM policy_rule", "ALTER TABLE absent ADD COLUMN x TEXT"};
    Database database{place};
    const auto version = database.version();
    std::vector<Step> steps(version, Step{});
    steps.insert(steps.end(), {Step{good}, Step{bad}});
    BOOST_CHECK_THROW(migrate(database, steps), std::runtime_error);
    BOOST_TEST(database.version() == version + 1);
    BOOST_TEST(database.query("SELECT id FROM extra").empty());
    BOOST_TEST(PolicyStore{database}.load().rules().size() == 1U);
    BOOST_CHECK_THROW(database.query("SELECT more FROM policy_rule"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_database_of_the_first_release_is_brought_up_to_date)
{
    {
        auto old = raw_session(place);
        for (
            const char* statement : {
                "CREATE TABLE installation (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
                "CREATE TABLE operator (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT "
                "NULL, role TEXT NOT NULL, password TEXT NOT NULL, created INTEGER NOT NULL)",
                "CREATE TABLE login (token_hash TEXT PRIMARY KEY, operator INTEGER NOT NULL REFERENCES "
                "operator ON DELETE CASCADE, expires INTEGER NOT NULL)",
                "CREATE TABLE policy_rule (position INTEGER PRIMARY KEY, operator TEXT NOT NULL, module TEXT "
                "NOT NULL, permissions TEXT NOT NULL, effect TEXT NOT NULL)",
                "CREATE TABLE invitation (id TEXT PRIMARY KEY, session TEXT NOT NULL UNIQUE, operator "
                "INTEGER "
                "NOT NULL REFERENCES operator ON DELETE CASCADE, operator_key TEXT NOT NULL, modules TEXT "
                "NOT "
                "NULL, expires INTEGER NOT NULL, state TEXT NOT NULL)",
                "CREATE TABLE session (id TEXT PRIMARY KEY, operator INTEGER NOT NULL REFERENCES operator ON "
                "DELETE CASCADE, operator_key TEXT NOT NULL, agent_key TEXT NOT NULL, agent_name TEXT NOT "
                "NULL, modules TEXT NOT NULL, seq INTEGER NOT NULL, first_grant TEXT NOT NULL, expires "
                "INTEGER NOT NULL)",
                "INSERT INTO operator VALUES (1, 'ada@example.org', 'Ada', 'administrator', 'hash', 0)",
                "INSERT INTO invitation VALUES ('open', 's1', 1, 'k', "
                "'{\"modules\":[{\"id\":\"m\",\"permissions\":[\"p\"]}]}', 1900000000, 'open')",
                "INSERT INTO invitation VALUES ('met', 's2', 1, 'k', "
                "'{\"modules\":[{\"id\":\"m\",\"permissions\":[\"p\"]}]}', 1900000000, 'met')",
                "INSERT INTO session VALUES ('s2', 1, 'k', 'a', 'Lea', "
                "'{\"modules\":[{\"id\":\"m\",\"permissions\":[\"p\"]}]}', 3, 'token', 1900000000)",
            })
            run_raw(old, statement);
        set_raw_version(old, 1);
    }
    ManualClock clock;
    Database database{place};
    BOOST_TEST(Operators{database}.find("ada@example.org").has_value());
    Invitations invitations{database, clock, system_random()};
    BOOST_TEST(invitations.find("met").value().meetings == 1);
    BOOST_TEST(invitations.meet("open").value().code.empty());
    BOOST_TEST(Sessions(database, clock).find("s2").value().seq == 3);
    BOOST_TEST(Meetings{database}.find("s2", 1)->first_grant == "token");
    BOOST_TEST(Sessions(database, clock).live().empty());
}

BOOST_AUTO_TEST_SUITE_END()
