// The broker's durable state, reached by plain SQL with bound values: one SQLite file, or PostgreSQL.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

namespace cordee::broker {

using Value = std::variant<std::int64_t, std::string>;

/// How libpq is told to connect: "host=/run/postgresql dbname=cordee". No value may hold a blank.
struct PostgresPlace {
    std::string connection;
    std::string password; ///< empty: none is needed
};

/// A file of SQLite, or PostgreSQL.
using DatabasePlace = std::variant<std::filesystem::path, PostgresPlace>;

/// The server of the database cannot be reached at the moment. What was asked may not have happened.
struct DatabaseUnavailable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// One line of an answer. Asking for a column that is not there is a bug and throws.
class Row {
public:
    explicit Row(std::vector<std::string> columns) : columns_{std::move(columns)} {}
    [[nodiscard]] const std::string& text(std::size_t column) const { return columns_.at(column); }
    [[nodiscard]] std::int64_t integer(std::size_t column) const { return std::stoll(columns_.at(column)); }
    /// Of a comparison, which databases write in their own ways.
    [[nodiscard]] bool flag(std::size_t column) const
    {
        const auto& text = columns_.at(column);
        return text == "1" || text == "t" || text == "true";
    }

private:
    std::vector<std::string> columns_;
};

class Dialect;

/// Belongs to the thread of the broker's loop: every statement is short, so none of them needs another
/// thread. Only make_durable(), which waits for the disk, is called from another one.
///
/// Statements are the SQL that both understand, with ? for values: INSERT … ON CONFLICT … DO UPDATE,
/// RETURNING, whole numbers and texts; no functions of one product, no PRAGMA, no rowid.
class Database {
public:
    /// Makes the file (0600) when absent, and brings an older database up to date. Throws UserError.
    explicit Database(const DatabasePlace& place);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    std::vector<Row> query(const std::string& sql, std::vector<Value> values = {});
    /// Returns how many rows were changed.
    std::size_t run(const std::string& sql, std::vector<Value> values = {});
    [[nodiscard]] bool in_transaction() const { return in_transaction_; }

    /// What happens between here and commit() happens whole or not at all.
    class Transaction {
    public:
        explicit Transaction(Database& database);
        ~Transaction();
        Transaction(const Transaction&) = delete;
        Transaction& operator=(const Transaction&) = delete;
        void commit();

    private:
        Database& database_;
        bool open_ = true;
    };

    /// Grows with every change.
    [[nodiscard]] std::uint64_t changes() const { return changes_; }
    /// When it returns, everything that was changed before the call survives the loss of power. From any
    /// thread, one call at a time. Throws DatabaseUnavailable when that may succeed later.
    void make_durable();

    /// For migrations: how many steps were run, 0 for a new database.
    std::size_t version();
    void set_version(std::size_t version);
    /// A statement that makes or changes a table; types are TEXT, INTEGER (64 bits) and INTEGER PRIMARY KEY
    /// (numbered by the database when left out). "NEVER DELETE ON table" and "NEVER UPDATE ON table" have the
    /// database itself refuse that from then on.
    void define(const std::string& sql);

private:
    struct Connection;
    void connect();
    void require_connection();
    template <class Work>
    auto explained(Work work);

    std::unique_ptr<Dialect> dialect_;
    std::unique_ptr<Connection> connection_; ///< null: the server was lost
    std::uint64_t changes_ = 0;
    bool in_transaction_ = false;
    bool spoiled_ = false; ///< a statement of this transaction failed: it cannot be committed
};

} // namespace cordee::broker
