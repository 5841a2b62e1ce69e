// Remembers tickets until they would be refused anyway, so that each works once.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <map>
#include <set>
#include <string_view>

namespace cordee::relay {

class UsedTickets {
public:
    UsedTickets(std::size_t capacity, const Clock& clock) : capacity_{capacity}, clock_{clock} {}

    /// Errc::already_used, or Errc::exhausted when there is no room for another one: forgetting an old one
    /// instead would let it be used again.
    Result<void> use(std::string_view id, WallTime until);
    [[nodiscard]] std::size_t size() const { return known_.size(); }

private:
    using Digest = ByteArray<32>; // whatever length an id has

    void forget_expired();

    std::size_t capacity_;
    const Clock& clock_;
    std::set<Digest> known_;
    std::multimap<WallTime, Digest> by_end_;
};

} // namespace cordee::relay
