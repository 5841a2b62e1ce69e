// Computers that may be reached without a person in front of them: announced by an administrator, then
// enrolled by their own program.
#pragma once

#include "apps/broker/http/paging.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"
#include "core/base/random.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

inline constexpr std::size_t kMaxDevices = 1000;
/// How long an announced device may take to enrol.
inline constexpr std::chrono::hours kEnrolLife{24};

struct Device {
    std::string id; ///< 128 random bits, 22 characters
    std::string name;
    std::string key;      ///< X25519, base64url; empty before it enrolled
    std::string sign_key; ///< Ed25519, base64url
    [[nodiscard]] bool enrolled() const { return !key.empty(); }
};

struct Announced {
    std::string id;
    std::string token;
};

class Devices {
public:
    Devices(Database& database, const Clock& clock, Random& random)
        : database_{database}, clock_{clock}, random_{random}
    {}

    /// Errc::exhausted when there are too many.
    Result<Announced> announce(const std::string& name);
    /// The device that this token is for, as long as it is good.
    [[nodiscard]] std::optional<Device> announced(std::string_view token) const;
    /// Uses its token up; the answer is its bearer token from now on.
    std::string enrol(const std::string& id, const std::string& key, const std::string& sign_key);

    [[nodiscard]] std::optional<Device> find(const std::string& id) const;
    /// One of them, when several have the name.
    [[nodiscard]] std::optional<Device> find_by_name(const std::string& name) const;
    [[nodiscard]] std::optional<Device> find_by_access(std::string_view token) const;
    /// By name.
    [[nodiscard]] std::vector<Device> page(const PageWish& wish) const;
    void rename(const std::string& id, const std::string& name);
    void remove(const std::string& id);

private:
    Database& database_;
    const Clock& clock_;
    Random& random_;
};

} // namespace cordee::broker
