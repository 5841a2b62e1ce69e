// A server of PostgreSQL for tests: its own folder, a socket in it, no port, gone with the object.
#pragma once

#include "tests/support/process.hpp"
#include "tests/support/temporary_folder.hpp"

#include <memory>
#include <optional>
#include <string>

namespace cordee::test {

class PostgresServer {
public:
    /// Where Debian's server is; nothing when it is not installed.
    static std::optional<std::filesystem::path> programs();

    /// `durable` leaves the server's care for the disk as it is; tests that kill nobody are quicker without.
    /// Throws with what the server wrote.
    explicit PostgresServer(bool durable = false);

    /// For libpq, as the owner of everything.
    [[nodiscard]] std::string connection() const;
    /// With tables of its own, in a schema that it makes.
    std::string fresh_connection();

    /// Ends it at once, as a crash of its computer would, or starts it again.
    void kill();
    void start();

private:
    /// The server refuses to run as root.
    [[nodiscard]] Launch launch(const std::string& program, std::vector<std::string> arguments) const;

    TemporaryFolder folder_;
    bool durable_;
    int schemas_ = 0;
    std::unique_ptr<Process> server_;
};

} // namespace cordee::test
