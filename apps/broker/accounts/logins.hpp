// Who is logged in, by bearer token.
#pragma once

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/clock.hpp"
#include "core/base/random.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace cordee::broker {

struct Login {
    std::string token;
    WallTime expires;
};

class Logins {
public:
    Logins(Database& database, const Clock& clock, Random& random)
        : database_{database}, clock_{clock}, random_{random}
    {}
    Login begin(const Operator& who, std::chrono::seconds life);
    /// Empty when the token is unknown or its time is over.
    [[nodiscard]] std::optional<Operator> find(std::string_view token) const;
    void end(std::string_view token);

private:
    Database& database_;
    const Clock& clock_;
    Random& random_;
};

} // namespace cordee::broker
