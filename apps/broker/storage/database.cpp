#include "apps/broker/storage/database.hpp"

#include "apps/broker/storage/dialect.hpp"
#include "apps/broker/storage/migrations.hpp"
#include "apps/broker/storage/prepared.hpp"
#include "core/base/error.hpp"
#include "core/base/language.hpp"

namespace cordee::broker {

struct Database::Connection {
    explicit Connection(Poco::Data::Session with) : session{std::move(with)}, prepared{session} {}
    Poco::Data::Session session;
    PreparedStatements prepared;
};

namespace {

std::unique_ptr<Dialect> dialect_of(const DatabasePlace& place)
{
    if (const auto* file = std::get_if<std::filesystem::path>(&place))
        return make_sqlite(*file);
    return make_postgres(std::get<PostgresPlace>(place));
}

/// Poco's what() says only that there was an error. The first line of its text has the cause; what PostgreSQL
/// adds below may hold values.
std::string cause_of(const Poco::Exception& error)
{
    const auto text = error.displayText();
    return text.substr(0, text.find('\n'));
}

} // namespace

Database::Database(const DatabasePlace& place) : dialect_{dialect_of(place)}
{
    try {
        connect();
        migrate(*this);
    } catch (const UserError&) {
        throw;
    } catch (const std::exception& error) {
        throw UserError{trf("cannot use the database {}: {}", dialect_->place(), error.what()),
                        std::string{dialect_->comes_back()
                                        ? tr("check database.postgresql and that the server runs")
                                        : tr("restore it from a backup, or move it away to begin anew")}};
    }
}

Database::~Database() = default;

void Database::connect()
{
    try {
        connection_ = std::make_unique<Connection>(dialect_->open());
    } catch (const Poco::Exception& error) {
        if (dialect_->comes_back())
            throw DatabaseUnavailable{cause_of(error)};
        throw std::runtime_error{cause_of(error)};
    }
}

void Database::require_connection()
{
    if (connection_)
        return;
    if (in_transaction_) // what came before in it is lost, so the rest must not happen alone
        throw DatabaseUnavailable{"the connection was lost within a transaction"};
    connect();
}

template <class Work>
auto Database::explained(Work work)
{
    require_connection();
    try {
        return work(*connection_);
    } catch (const Poco::Exception& error) {
        spoiled_ = in_transaction_;
        if (!dialect_->comes_back() || connection_->session.isConnected())
            throw std::runtime_error{cause_of(error)};
        connection_.reset();
        throw DatabaseUnavailable{cause_of(error)};
    }
}

std::vector<Row> Database::query(const std::string& sql, std::vector<Value> values)
{
    return explained([&](Connection& connection) {
        return connection.prepared.query(dialect_->statement(sql), std::move(values));
    });
}

std::size_t Database::run(const std::string& sql, std::vector<Value> values)
{
    return explained([&](Connection& connection) {
        const auto changed = connection.prepared.run(dialect_->statement(sql), std::move(values));
        changes_ += changed;
        return changed;
    });
}

void Database::make_durable()
{
    dialect_->make_durable();
}

std::size_t Database::version()
{
    return dialect_->version(*this);
}

void Database::set_version(std::size_t version)
{
    dialect_->set_version(*this, version);
}

void Database::define(const std::string& sql)
{
    explained(
        [&](Connection& connection) { return connection.prepared.run_once(dialect_->definition(sql)); });
    ++changes_;
}

Database::Transaction::Transaction(Database& database) : database_{database}
{
    database_.explained([&](Connection& connection) { database_.dialect_->begin(connection.session); });
    database_.in_transaction_ = true;
    database_.spoiled_ = false;
}

Database::Transaction::~Transaction()
{
    if (!open_)
        return;
    database_.in_transaction_ = false;
    try {
        if (database_.connection_)
            database_.dialect_->rollback(database_.connection_->session);
    } catch (const std::exception&) { // it is rolled back by itself when it cannot go on
    }
    database_.in_transaction_ = false;
}

void Database::Transaction::commit()
{
    if (database_.spoiled_)
        throw std::runtime_error{"a statement of this transaction failed"};
    database_.explained([&](Connection& connection) { database_.dialect_->commit(connection.session); });
    ++database_.changes_;
    database_.in_transaction_ = false;
    open_ = false;
}

} // namespace cordee::broker
