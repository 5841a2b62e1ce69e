// What differs between the databases that the broker can use.
#pragma once

#include "apps/broker/storage/database.hpp"

#include <Poco/Data/Session.h>

#include <memory>
#include <string>

namespace cordee::broker {

class Dialect {
public:
    virtual ~Dialect() = default;

    /// For messages: the file, or where the server is; no password.
    [[nodiscard]] virtual std::string place() const = 0;
    /// Throws what Poco throws.
    [[nodiscard]] virtual Poco::Data::Session open() = 0;
    /// Whether open() may succeed later after a failure of a session.
    [[nodiscard]] virtual bool comes_back() const = 0;

    /// A statement as this database spells it.
    [[nodiscard]] virtual std::string statement(const std::string& sql) const = 0;
    [[nodiscard]] virtual std::string definition(const std::string& sql) const = 0;

    virtual void begin(Poco::Data::Session& session) = 0;
    virtual void commit(Poco::Data::Session& session) = 0;
    virtual void rollback(Poco::Data::Session& session) = 0;

    [[nodiscard]] virtual std::size_t version(Database& database) = 0;
    virtual void set_version(Database& database, std::size_t version) = 0;

    /// As Database::make_durable(): from another thread than the rest, one call at a time.
    virtual void make_durable() = 0;
};

std::unique_ptr<Dialect> make_sqlite(const std::filesystem::path& file);
std::unique_ptr<Dialect> make_postgres(const PostgresPlace& place);

} // namespace cordee::broker
