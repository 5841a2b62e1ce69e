// Bearer tokens that speak for one side of one session, and for nothing else.
#pragma once

#include "apps/broker/storage/database.hpp"
#include "core/base/random.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace cordee::broker {

struct AccessRight {
    std::string session;
    std::string side; ///< "operator" or "agent"
    int attempt = 1;  ///< the meeting in which it was given
};

class SessionAccess {
public:
    SessionAccess(Database& database, Random& random) : database_{database}, random_{random} {}

    /// The token; only its hash is kept. It lives as long as the session.
    std::string give(const AccessRight& right);
    [[nodiscard]] std::optional<AccessRight> find(std::string_view token) const;
    /// Those of every other meeting of the session end.
    void keep_only(const std::string& session, int attempt);

private:
    Database& database_;
    Random& random_;
};

} // namespace cordee::broker
