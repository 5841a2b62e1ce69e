#include "tests/apps/broker/any_database.hpp"

#include "tests/support/postgres_server.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <iostream>

namespace cordee::broker::testing {
namespace {

std::unique_ptr<test::PostgresServer>& server()
{
    static std::unique_ptr<test::PostgresServer> one;
    return one;
}

/// Once for all tests of a run, in their thread, with which the server would end.
struct PostgresForAll {
    PostgresForAll()
    {
        if (!on_postgresql())
            return;
        if (!test::PostgresServer::programs()) {
            std::cout << "skipped: PostgreSQL is not installed (apt-get install postgresql)\n";
            std::exit(77);
        }
        server() = std::make_unique<test::PostgresServer>();
    }
    ~PostgresForAll() { server().reset(); }
};

} // namespace

bool on_postgresql()
{
    const char* chosen = std::getenv("CORDEE_TEST_DATABASE");
    return chosen != nullptr && std::string{chosen} == "postgresql";
}

DatabasePlace fresh_database(const std::filesystem::path& folder)
{
    if (on_postgresql())
        return PostgresPlace{server()->fresh_connection(), {}};
    return folder / "broker.db";
}

} // namespace cordee::broker::testing

using cordee::broker::testing::PostgresForAll;
BOOST_TEST_GLOBAL_FIXTURE(PostgresForAll);
