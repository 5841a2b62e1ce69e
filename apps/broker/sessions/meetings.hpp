// Each time somebody came to an invitation: with which key, and under which first grant.
#pragma once

#include "apps/broker/storage/database.hpp"

#include <optional>
#include <string>
#include <vector>

namespace cordee::broker {

struct Meeting {
    std::string session;
    int attempt = 1; ///< counted from 1 for each session
    std::string way;
    std::string agent_key;
    std::string agent_name;
    std::string first_grant;             ///< both sides begin with this very token
    std::vector<std::string> candidates; ///< where the agent can be reached directly
};

class Meetings {
public:
    explicit Meetings(Database& database) : database_{database} {}

    /// The session exists.
    void add(const Meeting& meeting);
    [[nodiscard]] std::optional<Meeting> find(const std::string& session, int attempt) const;
    [[nodiscard]] std::optional<Meeting> latest(const std::string& session) const;

private:
    Database& database_;
};

} // namespace cordee::broker
