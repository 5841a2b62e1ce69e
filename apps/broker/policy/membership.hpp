// Who and what belongs to which groups, as rules name them.
#pragma once

#include "apps/broker/storage/database.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace cordee::broker {

class Membership {
public:
    virtual ~Membership() = default;
    /// Names.
    [[nodiscard]] virtual std::vector<std::string> groups_of_operator(std::int64_t id) const = 0;
    [[nodiscard]] virtual std::vector<std::string> groups_of_device(const std::string& id) const = 0;
    [[nodiscard]] virtual bool is_group(const std::string& name) const = 0;
};

/// As the database has them.
class GroupTables : public Membership {
public:
    explicit GroupTables(Database& database) : database_{database} {}
    [[nodiscard]] std::vector<std::string> groups_of_operator(std::int64_t id) const override;
    [[nodiscard]] std::vector<std::string> groups_of_device(const std::string& id) const override;
    [[nodiscard]] bool is_group(const std::string& name) const override;

private:
    Database& database_;
};

} // namespace cordee::broker
