#include "apps/broker/storage/prepared.hpp"

#include <Poco/Data/RecordSet.h>
#include <Poco/Data/Statement.h>

#include <algorithm>

namespace cordee::broker {
namespace {

/// More than the program has; keeps a bug from holding ever more memory.
constexpr std::size_t kMaxStatements = 512;
/// A statement keeps what it found last; of so many it is not kept itself.
constexpr std::size_t kManyRows = 1000;

/// Nothing is an empty text; a truth value, which SQLite does not have, is 1 or 0.
std::string text_of(const Poco::Data::RecordSet& answer, std::size_t column, std::size_t row)
{
    if (answer.isNull(column, row))
        return {};
    const auto value = answer.value(column, row);
    if (answer.columnType(column) == Poco::Data::MetaColumn::FDT_BOOL)
        return value.convert<bool>() ? "1" : "0";
    return value.convert<std::string>();
}

std::vector<Row> rows_of(const Poco::Data::Statement& statement)
{
    const Poco::Data::RecordSet answer{statement};
    std::vector<Row> rows;
    for (std::size_t row = 0; row < answer.rowCount(); ++row) {
        std::vector<std::string> columns;
        for (std::size_t column = 0; column < answer.columnCount(); ++column)
            columns.push_back(text_of(answer, column, row));
        rows.emplace_back(std::move(columns));
    }
    return rows;
}

bool same_types(const std::vector<Value>& one, const std::vector<Value>& other)
{
    return std::ranges::equal(one, other, {}, &Value::index, &Value::index);
}

} // namespace

/// The values stay where they are: the statement refers to them.
struct PreparedStatements::Prepared {
    Prepared(Poco::Data::Session& session, const std::string& sql, const std::vector<Value>& with)
        : values{with}, statement{session}
    {
        statement << sql;
        for (auto& value : values)
            std::visit([&](auto& bound) { statement.addBind(Poco::Data::Keywords::use(bound)); }, value);
    }

    std::vector<Value> values;
    Poco::Data::Statement statement;
};

PreparedStatements::PreparedStatements(Poco::Data::Session& session) : session_{session} {}

PreparedStatements::~PreparedStatements() = default;

PreparedStatements::Prepared& PreparedStatements::prepare(const std::string& sql,
                                                          const std::vector<Value>& values)
{
    if (statements_.size() >= kMaxStatements)
        statements_.clear();
    auto& place = statements_[sql];
    if (!place || !same_types(place->values, values))
        place = std::make_unique<Prepared>(session_, sql, values);
    return *place;
}

template <class Use>
auto PreparedStatements::use(const std::string& sql, std::vector<Value> values, Use use)
{
    try {
        auto& prepared = prepare(sql, values);
        // Into the variants that are there: what was bound is the text or number inside them.
        for (std::size_t i = 0; i < values.size(); ++i)
            std::visit(
                [&](auto& bound) { bound = std::move(std::get<std::decay_t<decltype(bound)>>(values[i])); },
                prepared.values[i]);
        return use(prepared.statement);
    } catch (...) { // one that failed is in an unknown state
        statements_.erase(sql);
        throw;
    }
}

std::vector<Row> PreparedStatements::query(const std::string& sql, std::vector<Value> values)
{
    auto rows = use(sql, std::move(values), [](Poco::Data::Statement& statement) {
        statement.execute();
        return rows_of(statement);
    });
    if (rows.size() > kManyRows)
        statements_.erase(sql);
    return rows;
}

std::size_t PreparedStatements::run(const std::string& sql, std::vector<Value> values)
{
    return use(sql, std::move(values), [](Poco::Data::Statement& statement) { return statement.execute(); });
}

std::size_t PreparedStatements::run_once(const std::string& sql)
{
    Poco::Data::Statement statement{session_};
    statement << sql;
    return statement.execute();
}

} // namespace cordee::broker
