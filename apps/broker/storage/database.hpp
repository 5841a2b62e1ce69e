// The broker's durable state: one SQLite file, reached by plain SQL with bound values.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace cordee::broker {

using Value = std::variant<std::int64_t, std::string>;

/// One line of an answer. Asking for a column that is not there is a bug and throws.
class Row {
public:
    explicit Row(std::vector<std::string> columns) : columns_{std::move(columns)} {}
    [[nodiscard]] const std::string& text(std::size_t column) const { return columns_.at(column); }
    [[nodiscard]] std::int64_t integer(std::size_t column) const { return std::stoll(columns_.at(column)); }

private:
    std::vector<std::string> columns_;
};

/// Belongs to the thread of the broker's loop: every statement is short, so none of them needs another
/// thread.
class Database {
public:
    /// Makes the file (0600) when absent and brings an older one up to date. Throws UserError.
    explicit Database(const std::filesystem::path& file);
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

private:
    struct Connection;
    std::unique_ptr<Connection> connection_;
    bool in_transaction_ = false;
};

} // namespace cordee::broker
