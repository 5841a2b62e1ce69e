// Texts that an operator keeps ready for chats.
#pragma once

#include "apps/broker/storage/database.hpp"
#include "core/base/json.hpp"

#include <string>
#include <vector>

namespace cordee::broker {

inline constexpr std::size_t kMaxAnswers = 100;
inline constexpr std::size_t kMaxAnswerText = 4000; ///< bytes

struct PreparedAnswer {
    std::string title;
    std::string text;
};

class PreparedAnswers {
public:
    explicit PreparedAnswers(Database& database) : database_{database} {}

    /// [{title, text}]
    [[nodiscard]] json::Array::Ptr load(std::int64_t operator_id) const;
    /// Replaces them all.
    void save(std::int64_t operator_id, const std::vector<PreparedAnswer>& answers);

private:
    Database& database_;
};

} // namespace cordee::broker
