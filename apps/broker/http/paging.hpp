// Long lists in pieces: ?limit=, ?cursor= and, where a list can be searched, ?q=.
#pragma once

#include "apps/broker/http/http_message.hpp"
#include "core/base/json.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace cordee::broker {

inline constexpr std::int64_t kMostPerPage = 200;
inline constexpr std::size_t kMaxSearch = 100; ///< bytes

/// Where a piece of a list begins: behind the entry with this name or time, and this id.
struct ListPlace {
    std::string key;
    std::string id;
};

struct PageWish {
    std::int64_t limit = 50;
    std::optional<ListPlace> after{}; ///< the beginning without one
    std::string search{};             ///< empty: everything
    /// For LIKE with ESCAPE '!', in lower case.
    [[nodiscard]] std::string pattern() const;
};

/// Throws the Problem. `otherwise` is the limit of who names none.
PageWish read_page(const Request& request, std::int64_t otherwise = 50);

/// What a client passes on as it is.
std::string cursor_of(const ListPlace& last);

} // namespace cordee::broker
