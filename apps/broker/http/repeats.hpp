// Requests that a client may send again without knowing whether the first one arrived: each is carried out
// once, and its answer told again for a day.
#pragma once

#include "apps/broker/http/http_message.hpp"
#include "apps/broker/storage/database.hpp"
#include "apps/broker/storage/sealer.hpp"
#include "core/base/clock.hpp"

#include <optional>
#include <set>
#include <string>
#include <utility>

namespace cordee::broker {

inline constexpr std::int64_t kMaxRepeats = 10'000; ///< remembered for one operator

/// One strand. What is kept is of use only to who knows the key that the client chose: answers hold tokens.
class Repeats {
public:
    Repeats(Database& database, const Sealer& sealer, const Clock& clock)
        : database_{database}, sealer_{sealer}, clock_{clock}
    {}

    enum class Known {
        no,       ///< begun now; end it with keep() or forget()
        answered, ///< `answer` is what was said
        running,
        differs, ///< the key was for another request
        unclear, ///< it began, and nobody knows how it ended, as the broker did
        too_many,
    };
    struct Found {
        Known known = Known::no;
        std::optional<Response> answer{};
    };
    Found begin(std::int64_t operator_id, const Request& request);
    void keep(std::int64_t operator_id, const Request& request, const Response& answer);
    /// It changed nothing: it may be tried again.
    void forget(std::int64_t operator_id, const Request& request);

private:
    using Name = std::pair<std::int64_t, std::string>;
    [[nodiscard]] Name name_of(std::int64_t operator_id, const Request& request) const;
    [[nodiscard]] Found look_up(const Name& name, const Request& request) const;

    Database& database_;
    const Sealer& sealer_;
    const Clock& clock_;
    std::set<Name> running_;
};

/// 1..64 of A-Z a-z 0-9 _ -
bool is_idempotency_key(std::string_view text);

} // namespace cordee::broker
