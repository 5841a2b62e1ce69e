// The people who may log in, and the organisation they work for.
#pragma once

#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cordee::broker {

constexpr std::size_t kMaxEmail = 254;

enum class Role { administrator, operator_ };

std::string_view role_name(Role role);

/// Mail addresses differ in case only by accident; other than ASCII letters are left alone.
std::string lower_case(std::string_view email);

struct Operator {
    std::int64_t id = 0;
    std::string email; ///< lower case
    std::string name;
    Role role = Role::operator_;
};

class Operators {
public:
    explicit Operators(Database& database) : database_{database} {}

    [[nodiscard]] std::optional<Operator> find(std::string_view email) const;
    [[nodiscard]] std::optional<Operator> find(std::int64_t id) const;
    /// The encoded hash, for Passwords.
    [[nodiscard]] std::string password_of(std::int64_t id) const;
    /// Errc::already_used when the address is known.
    Result<Operator> add(std::string_view email, const std::string& name, Role role,
                         const std::string& password_hash, WallTime now);

    /// Empty before the setup.
    [[nodiscard]] std::string organisation() const;

private:
    Database& database_;
};

} // namespace cordee::broker
