// Who is logged in, by bearer token or by cookie.
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
    /// Empty when the token is unknown, its time is over, or its operator was disabled.
    [[nodiscard]] std::optional<Operator> find(std::string_view token) const;
    void end(std::string_view token);
    /// Those of one operator, but the one with this token.
    void end_others(std::int64_t operator_id, std::string_view token);
    void end_all(std::int64_t operator_id) { end_others(operator_id, {}); }

private:
    Database& database_;
    const Clock& clock_;
    Random& random_;
};

/// What a page proves with that it is ours: derived from a token that no page can read.
std::string csrf_of(std::string_view token);

} // namespace cordee::broker
