// SQLite with a write-ahead log. A commit writes to that log without waiting for the disk; make_durable()
// brings the log to the disk, once for all commits before it. Nobody is answered before that, so what
// "synchronous = FULL" promises holds for whoever was answered, and many requests share one wait.
#include "apps/broker/storage/dialect.hpp"
#include "core/base/descriptor.hpp"
#include "core/base/error.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"

#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Statement.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <optional>
#include <regex>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace cordee::broker {
namespace {

using Poco::Data::Session;
using Poco::Data::Keywords::now;

/// From this length on the log is copied into the database, beside the loop; from the other, in the loop too,
/// should it grow faster than that.
constexpr off_t kLongLog = 4 << 20;
constexpr const char* kLongestLog = "PRAGMA wal_autocheckpoint = 16384"; // pages of 4 KiB
/// So that a log that was copied is short again.
constexpr const char* kKeptLog = "PRAGMA journal_size_limit = 1048576";

/// SQLite gives its journals the mode of the database file, so this one call protects them all.
void make_private_file(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw UserError{trf("cannot open the database {}: {}", file.string(), std::strerror(errno)),
                        std::string{tr("check data.folder and who may write to it")}};
    ::close(descriptor);
}

class Sqlite : public Dialect {
public:
    explicit Sqlite(std::filesystem::path file) : file_{std::move(file)}
    {
        Poco::Data::SQLite::Connector::registerConnector();
        make_private_file(file_);
    }

    [[nodiscard]] std::string place() const override { return file_.string(); }
    [[nodiscard]] Session open() override;
    [[nodiscard]] bool comes_back() const override { return false; }
    [[nodiscard]] std::string statement(const std::string& sql) const override { return sql; }
    [[nodiscard]] std::string definition(const std::string& sql) const override;
    void begin(Session& session) override { session << "BEGIN IMMEDIATE", now; }
    void commit(Session& session) override { session << "COMMIT", now; }
    void rollback(Session& session) override { session << "ROLLBACK", now; }
    [[nodiscard]] std::size_t version(Database& database) override;
    void set_version(Database& database, std::size_t version) override;
    void make_durable() override;

private:
    void shorten_log();

    std::filesystem::path file_;
    std::optional<Session> copier_; ///< of the thread that makes durable
};

Session Sqlite::open()
{
    Session session{Poco::Data::SQLite::Connector::KEY, file_.string()};
    session << "PRAGMA journal_mode = WAL", now;
    session << "PRAGMA synchronous = NORMAL", now;
    session << "PRAGMA foreign_keys = ON", now;
    session << kLongestLog, now;
    session << kKeptLog, now;
    return session;
}

std::string Sqlite::definition(const std::string& sql) const
{
    static const std::regex never{R"(NEVER (\w+) ON (\w+))"};
    return std::regex_replace(
        sql, never,
        "CREATE TRIGGER $2_never_$1 BEFORE $1 ON $2 BEGIN SELECT RAISE(ABORT, '$2 only grows'); END");
}

std::size_t Sqlite::version(Database& database)
{
    return static_cast<std::size_t>(database.query("PRAGMA user_version").at(0).integer(0));
}

void Sqlite::set_version(Database& database, std::size_t version)
{
    database.define("PRAGMA user_version = " + std::to_string(version));
}

/// Locks of SQLite are on its other two files, so that this one may be opened and closed at will.
void Sqlite::make_durable()
{
    const auto log = file_.string() + "-wal";
    const Descriptor descriptor{::open(log.c_str(), O_RDONLY | O_CLOEXEC)};
    struct stat facts {};
    if (descriptor.get() < 0 || ::fdatasync(descriptor.get()) != 0 || ::fstat(descriptor.get(), &facts) != 0)
        throw std::system_error{errno, std::generic_category(), log};
    if (facts.st_size > kLongLog)
        shorten_log();
}

/// "Passive" waits for nobody and holds nobody up. What it cannot copy now it copies the next time; nothing
/// is lost meanwhile.
void Sqlite::shorten_log()
{
    try {
        if (!copier_)
            copier_.emplace(Poco::Data::SQLite::Connector::KEY, file_.string());
        *copier_ << "PRAGMA wal_checkpoint(PASSIVE)", now;
    } catch (const Poco::Exception& error) {
        log::warning("the log of the database is not copied into it: {}", error.displayText());
    }
}

} // namespace

std::unique_ptr<Dialect> make_sqlite(const std::filesystem::path& file)
{
    return std::make_unique<Sqlite>(file);
}

} // namespace cordee::broker
