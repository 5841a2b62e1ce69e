// Groups of operators and devices: what scoped administrators rule, and what rules of the policy name.
#pragma once

#include "apps/broker/storage/database.hpp"
#include "core/base/error.hpp"
#include "core/base/random.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace cordee::broker {

inline constexpr std::size_t kMaxGroups = 1000;
inline constexpr std::size_t kMaxGroupsOfOne = 32; ///< of one operator, device or scoped administrator

struct Group {
    std::string id; ///< 128 random bits, 22 characters
    std::string name;
    std::int64_t operators = 0; ///< so many are in it
    std::int64_t devices = 0;
};

class Groups {
public:
    using Ids = std::vector<std::string>; ///< sorted

    Groups(Database& database, Random& random) : database_{database}, random_{random} {}

    /// By name.
    [[nodiscard]] std::vector<Group> list() const;
    [[nodiscard]] bool all_exist(const Ids& ids) const;
    [[nodiscard]] std::string name_of(const std::string& id) const;
    /// Its id. Errc::already_used for a name that is known, Errc::exhausted.
    Result<std::string> add(const std::string& name);
    /// Errc::not_found, Errc::already_used.
    Result<void> rename(const std::string& id, const std::string& name);
    /// Its members stay, without it. Errc::not_found.
    Result<void> remove(const std::string& id);

    [[nodiscard]] Ids of_operator(std::int64_t id) const;
    /// The same for many at once.
    [[nodiscard]] std::map<std::int64_t, Ids> of_operators(const std::vector<std::int64_t>& ids) const;
    void set_of_operator(std::int64_t id, const Ids& groups);
    [[nodiscard]] Ids of_device(const std::string& id) const;
    [[nodiscard]] std::map<std::string, Ids> of_devices() const;
    void set_of_device(const std::string& id, const Ids& groups);

    /// What a scoped administrator rules.
    [[nodiscard]] Ids ruled_by(std::int64_t id) const;
    void set_ruled_by(std::int64_t id, const Ids& groups);
    /// The scoped administrators who rule one of these groups.
    [[nodiscard]] std::vector<std::int64_t> rulers_of(const Ids& groups) const;

private:
    Database& database_;
    Random& random_;
};

} // namespace cordee::broker
