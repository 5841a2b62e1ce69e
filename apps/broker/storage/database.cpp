#include "apps/broker/storage/database.hpp"

#include "apps/broker/storage/migrations.hpp"
#include "core/base/error.hpp"
#include "core/base/language.hpp"

#include <Poco/Data/RecordSet.h>
#include <Poco/Data/SQLite/Connector.h>
#include <Poco/Data/Session.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace cordee::broker {

struct Database::Connection {
    Poco::Data::Session session;
};

namespace {

/// Poco's what() says only that there was an error; its text has the cause, and no bound value.
template <class Work>
auto explained(Work work)
{
    try {
        return work();
    } catch (const Poco::Exception& error) {
        throw std::runtime_error{error.displayText()};
    }
}

/// SQLite gives its journals the mode of the database file, so this one call protects them all.
void make_private_file(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
        throw UserError{trf("cannot open the database {}: {}", file.string(), std::strerror(errno)),
                        std::string{tr("check data.folder and who may write to it")}};
    ::close(descriptor);
}

void bind(Poco::Data::Statement& statement, std::vector<Value>& values)
{
    for (auto& value : values)
        std::visit([&](auto& bound) { statement.addBind(Poco::Data::Keywords::use(bound)); }, value);
}

std::vector<Row> rows_of(const Poco::Data::Statement& statement)
{
    const Poco::Data::RecordSet answer{statement};
    std::vector<Row> rows;
    for (std::size_t row = 0; row < answer.rowCount(); ++row) {
        std::vector<std::string> columns;
        for (std::size_t column = 0; column < answer.columnCount(); ++column)
            columns.push_back(answer.value(column, row).convert<std::string>());
        rows.emplace_back(std::move(columns));
    }
    return rows;
}

} // namespace

Database::Database(const std::filesystem::path& file)
{
    Poco::Data::SQLite::Connector::registerConnector();
    make_private_file(file);
    try {
        connection_ =
            std::make_unique<Connection>(Connection{{Poco::Data::SQLite::Connector::KEY, file.string()}});
        query("PRAGMA journal_mode = WAL");
        run("PRAGMA synchronous = FULL");
        run("PRAGMA foreign_keys = ON");
        migrate(*this);
    } catch (const UserError&) {
        throw;
    } catch (const std::exception& error) {
        throw UserError{trf("cannot use the database {}: {}", file.string(), error.what()),
                        std::string{tr("restore it from a backup, or move it away to begin anew")}};
    }
}

Database::~Database() = default;

std::vector<Row> Database::query(const std::string& sql, std::vector<Value> values)
{
    return explained([&] {
        Poco::Data::Statement statement{connection_->session};
        statement << sql;
        bind(statement, values);
        statement.execute();
        return rows_of(statement);
    });
}

std::size_t Database::run(const std::string& sql, std::vector<Value> values)
{
    return explained([&] {
        Poco::Data::Statement statement{connection_->session};
        statement << sql;
        bind(statement, values);
        return statement.execute();
    });
}

Database::Transaction::Transaction(Database& database) : database_{database}
{
    database_.run("BEGIN IMMEDIATE");
    database_.in_transaction_ = true;
}

Database::Transaction::~Transaction()
{
    if (!open_)
        return;
    database_.in_transaction_ = false;
    try {
        database_.run("ROLLBACK");
    } catch (const std::exception&) { // SQLite rolls back by itself when it cannot go on
    }
}

void Database::Transaction::commit()
{
    database_.run("COMMIT");
    database_.in_transaction_ = false;
    open_ = false;
}

} // namespace cordee::broker
