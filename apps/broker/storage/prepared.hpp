// Statements that are prepared once and run often.
#pragma once

#include "apps/broker/storage/database.hpp"

#include <Poco/Data/Session.h>

#include <map>
#include <memory>
#include <string>

namespace cordee::broker {

/// Statements of one session, which outlives them. They are as many as there are texts of SQL in the program;
/// what is made up at run time must not make ever new ones.
class PreparedStatements {
public:
    explicit PreparedStatements(Poco::Data::Session& session);
    ~PreparedStatements();

    /// These throw what Poco throws.
    std::vector<Row> query(const std::string& sql, std::vector<Value> values);
    std::size_t run(const std::string& sql, std::vector<Value> values);
    /// Without keeping the statement.
    std::size_t run_once(const std::string& sql);

private:
    struct Prepared;
    Prepared& prepare(const std::string& sql, const std::vector<Value>& values);
    template <class Use>
    auto use(const std::string& sql, std::vector<Value> values, Use use);

    Poco::Data::Session& session_;
    std::map<std::string, std::unique_ptr<Prepared>> statements_;
};

} // namespace cordee::broker
