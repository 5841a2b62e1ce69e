#include "apps/broker/storage/database.hpp"

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/policy/policy_store.hpp"
#include "apps/broker/sessions/invitations.hpp"
#include "apps/broker/sessions/meetings.hpp"
#include "apps/broker/sessions/sessions.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/temporary_folder.hpp"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>
#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace cordee;
using namespace cordee::broker;

BOOST_AUTO_TEST_SUITE(database)

BOOST_AUTO_TEST_CASE(what_was_written_survives_a_restart)
{
    const TemporaryFolder scratch;
    {
        Database first{scratch.path() / "broker.db"};
        BOOST_TEST(Operators{first}
                       .add("Ada@Example.org", "Ada", Role::administrator, "hash", WallTime{})
                       .has_value());
        PolicyStore{first}.save("deny everybody chat\n", "ada@example.org", WallTime{});
    }
    Database second{scratch.path() / "broker.db"};
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
    const TemporaryFolder scratch;
    const Database database{scratch.path() / "broker.db"};
    for (const auto& entry : std::filesystem::directory_iterator{scratch.path()})
        BOOST_TEST((entry.status().permissions() ==
                    (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)),
                   entry.path());
}

BOOST_AUTO_TEST_CASE(values_are_bound_never_pasted)
{
    const TemporaryFolder scratch;
    Database database{scratch.path() / "broker.db"};
    const std::string name = "x'); DROP TABLE operator; --";
    BOOST_TEST(Operators{database}.add("a@b", name, Role::operator_, "h", WallTime{}).value().name == name);
    BOOST_TEST(Operators{database}.add("A@B", name, Role::operator_, "h", WallTime{}).error() ==
               Errc::already_used);
}

BOOST_AUTO_TEST_CASE(a_transaction_that_is_not_committed_leaves_nothing)
{
    const TemporaryFolder scratch;
    Database database{scratch.path() / "broker.db"};
    {
        const Database::Transaction transaction{database};
        database.run("DELETE FROM policy_rule");
    }
    BOOST_TEST(database.query("SELECT position FROM policy_rule").size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_newer_or_damaged_file_is_refused_with_a_reason)
{
    const TemporaryFolder scratch;
    {
        Database database{scratch.path() / "newer.db"};
        database.run("PRAGMA user_version = 999");
    }
    BOOST_CHECK_THROW(Database{scratch.path() / "newer.db"}, UserError);
    std::ofstream{scratch.path() / "damaged.db"} << std::string(8192, 'x');
    BOOST_CHECK_THROW(Database{scratch.path() / "damaged.db"}, UserError);
    BOOST_CHECK_THROW(Database{scratch.path() / "absent/broker.db"}, UserError);
}

BOOST_AUTO_TEST_CASE(a_database_of_the_first_release_is_brought_up_to_date)
{
    const TemporaryFolder scratch;
    const auto file = scratch.path() / "broker.db";
    {
        Poco::Data::SQLite::Connector::registerConnector();
        Poco::Data::Session old{Poco::Data::SQLite::Connector::KEY, file.string()};
        using Poco::Data::Keywords::now;
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
                "PRAGMA user_version = 1",
            })
            old << statement, now;
    }
    ManualClock clock;
    Database database{file};
    BOOST_TEST(Operators{database}.find("ada@example.org").has_value());
    Invitations invitations{database, clock, system_random()};
    BOOST_TEST(invitations.find("met").value().meetings == 1);
    BOOST_TEST(invitations.meet("open").value().code.empty());
    BOOST_TEST(Sessions(database, clock).find("s2").value().seq == 3);
    BOOST_TEST(Meetings{database}.find("s2", 1)->first_grant == "token");
    BOOST_TEST(Sessions(database, clock).live().empty());
}

BOOST_AUTO_TEST_SUITE_END()
