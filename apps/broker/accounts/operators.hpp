// The people who may log in, and the organisation they work for.
#pragma once

#include "apps/broker/http/paging.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

constexpr std::size_t kMaxEmail = 254;

/// A scoped administrator rules the operators and devices of some groups.
enum class Role { administrator, scoped_administrator, operator_ };

std::string_view role_name(Role role);
std::optional<Role> role_from(std::string_view name);

/// Mail addresses differ in case only by accident; other than ASCII letters are left alone.
std::string lower_case(std::string_view email);

struct Operator {
    std::int64_t id = 0;
    std::string email; ///< lower case
    std::string name;
    Role role = Role::operator_;
    bool disabled = false; ///< may not log in; also who was removed
    bool second_factor = false;
    WallTime last_seen{}; ///< 1970: never
};

class Operators {
public:
    explicit Operators(Database& database) : database_{database} {}

    /// Nobody who was removed.
    [[nodiscard]] std::optional<Operator> find(std::string_view email) const;
    /// Also who was removed: their past sessions have a name still.
    [[nodiscard]] std::optional<Operator> find(std::int64_t id) const;
    /// Not who was removed.
    [[nodiscard]] std::optional<Operator> find_present(std::int64_t id) const;
    /// By name; only members of one of these groups, when there is such a list.
    [[nodiscard]] std::vector<Operator> page(const PageWish& wish,
                                             const std::optional<std::vector<std::string>>& groups) const;
    /// Those who can log in.
    [[nodiscard]] std::set<std::int64_t> administrators() const { return with_role(Role::administrator); }
    [[nodiscard]] std::set<std::int64_t> scoped_administrators() const
    {
        return with_role(Role::scoped_administrator);
    }

    /// The encoded hash, for Passwords.
    [[nodiscard]] std::string password_of(std::int64_t id) const;
    /// Errc::already_used when the address is known.
    Result<Operator> add(std::string_view email, const std::string& name, Role role,
                         const std::string& password_hash, WallTime now);
    void set_name(std::int64_t id, const std::string& name);
    void set_role(std::int64_t id, Role role);
    void set_disabled(std::int64_t id, bool disabled);
    void set_password(std::int64_t id, const std::string& password_hash);
    void set_seen(std::int64_t id, WallTime now);
    /// The address is free again. The name stays, for what they did.
    void remove(std::int64_t id);

    /// Empty before the setup.
    [[nodiscard]] std::string organisation() const;

private:
    [[nodiscard]] std::set<std::int64_t> with_role(Role role) const;

    Database& database_;
};

} // namespace cordee::broker
