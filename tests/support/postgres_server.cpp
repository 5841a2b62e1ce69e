#include "tests/support/postgres_server.hpp"

#include "tests/support/processes.hpp"

#include <algorithm>
#include <csignal>
#include <stdexcept>
#include <unistd.h>

namespace cordee::test {

namespace fs = std::filesystem;

namespace {

constexpr const char* kNobody = "65534";

Finished done(Launch launch)
{
    auto finished = run(std::move(launch));
    if (finished.status != 0)
        throw std::runtime_error{"PostgreSQL: " + finished.out + finished.err};
    return finished;
}

} // namespace

std::optional<fs::path> PostgresServer::programs()
{
    std::vector<fs::path> versions;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator{"/usr/lib/postgresql", none})
        if (fs::exists(entry.path() / "bin" / "postgres"))
            versions.push_back(entry.path() / "bin");
    if (versions.empty())
        return std::nullopt;
    return *std::ranges::max_element(versions);
}

Launch PostgresServer::launch(const std::string& program, std::vector<std::string> arguments) const
{
    Launch out{program, {}, {{"HOME", folder_.path()}}, {}, {}};
    if (geteuid() == 0)
        out.command = {"setpriv", "--pdeathsig", "KILL",  "--reuid",
                       kNobody,   "--regid",     kNobody, "--clear-groups"};
    out.command.push_back(*programs() / program);
    out.command.insert(out.command.end(), arguments.begin(), arguments.end());
    return out;
}

PostgresServer::PostgresServer(bool durable) : durable_{durable}
{
    if (!programs())
        throw std::runtime_error{"PostgreSQL is not installed: apt-get install postgresql"};
    if (geteuid() == 0 && ::chown(folder_.path().c_str(), 65534, 65534) != 0)
        throw std::runtime_error{"the folder of PostgreSQL cannot be given away"};
    done(launch("initdb", {"--pgdata", folder_.path() / "data", "--username", "cordee", "--auth", "trust",
                           "--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"}));
    start();
}

void PostgresServer::start()
{
    std::vector<std::string> arguments{"-D", folder_.path() / "data", "-k", folder_.path(),
                                       "-c", "listen_addresses="};
    if (!durable_)
        arguments.insert(arguments.end(), {"-c", "fsync=off", "-c", "full_page_writes=off"});
    server_ = std::make_unique<Process>(launch("postgres", std::move(arguments)));
    server_->line_with("ready to accept connections");
}

void PostgresServer::kill()
{
    server_->signal(SIGQUIT); // "immediate": no checkpoint, so that the next start recovers
    server_->wait();
    server_.reset();
}

std::string PostgresServer::connection() const
{
    return "host=" + folder_.path().string() + " user=cordee dbname=postgres";
}

std::string PostgresServer::fresh_connection()
{
    const auto schema = "test" + std::to_string(++schemas_);
    done(launch("psql", {"--quiet", "--host", folder_.path(), "--username", "cordee", "--dbname", "postgres",
                         "--command", "CREATE SCHEMA " + schema}));
    return connection() + " options=-csearch_path=" + schema;
}

} // namespace cordee::test
