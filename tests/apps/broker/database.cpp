#include "apps/broker/database.hpp"

#include "apps/broker/operators.hpp"
#include "apps/broker/policy_store.hpp"
#include "tests/support/temporary_folder.hpp"

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
        PolicyStore{first}.save(Policy{{{"*", "chat", {"*"}, false}}});
    }
    Database second{scratch.path() / "broker.db"};
    const auto ada = Operators{second}.find("ada@example.ORG");
    BOOST_REQUIRE(ada.has_value());
    BOOST_TEST(ada->name == "Ada");
    BOOST_CHECK((ada->role == Role::administrator));
    BOOST_TEST(Operators{second}.password_of(ada->id) == "hash");
    BOOST_CHECK((PolicyStore{second}.load().rules() == std::vector<Rule>{{"*", "chat", {"*"}, false}}));
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

BOOST_AUTO_TEST_SUITE_END()
