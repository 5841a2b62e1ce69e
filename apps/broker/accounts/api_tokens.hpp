// Tokens for programs that act for an operator: with an end, a name, and only some scopes of what that
// operator may do at the moment of each use.
#pragma once

#include "apps/broker/accounts/operators.hpp"
#include "core/base/random.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

inline constexpr std::size_t kMaxApiTokens = 100; ///< per operator
inline constexpr std::chrono::hours kMaxTokenLife{366 * 24};

struct ApiToken {
    std::string id;
    std::int64_t operator_id = 0;
    std::string name;
    std::vector<std::string> scopes;
    WallTime created{};
    WallTime expires{};
};

struct NewApiToken {
    std::string name;
    std::vector<std::string> scopes;
    WallTime expires{};
};

class ApiTokens {
public:
    ApiTokens(Database& database, const Clock& clock, Random& random)
        : database_{database}, clock_{clock}, random_{random}
    {}

    struct Made {
        std::string id;
        std::string token;
    };
    /// Errc::exhausted.
    Result<Made> add(std::int64_t operator_id, const NewApiToken& wish);
    [[nodiscard]] std::vector<ApiToken> list(std::int64_t operator_id) const;
    /// Whether there was one of that operator.
    bool remove(std::int64_t operator_id, const std::string& id);
    void remove_all(std::int64_t operator_id);

    /// By its look, without asking anybody.
    [[nodiscard]] static bool is_one(std::string_view bearer) { return bearer.starts_with(kPrefix); }
    /// Empty when it is unknown or its time is over.
    [[nodiscard]] std::optional<ApiToken> find(std::string_view bearer) const;

private:
    /// So that who finds one knows what it is.
    static constexpr std::string_view kPrefix = "cordee_";

    Database& database_;
    const Clock& clock_;
    Random& random_;
};

} // namespace cordee::broker
