// Remembers tickets until they would be refused anyway, so that each works once.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"
#include "core/base/error.hpp"

#include <map>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

namespace cordee::relay {

struct UsedTicket {
    ByteArray<32> digest{}; ///< of its id
    WallTime until{};
};

/// What another relay let in that this one takes the place of, and the ones before that: digests, and until
/// when they count.
using InheritedTickets = std::map<ByteArray<32>, WallTime>;

class UsedTickets {
public:
    UsedTickets(std::size_t capacity, const Clock& clock) : capacity_{capacity}, clock_{clock} {}

    /// Errc::already_used, or Errc::exhausted when there is no room for another one: forgetting an old one
    /// instead would let it be used again.
    Result<void> use(std::string_view id, WallTime until);
    [[nodiscard]] std::size_t size() const { return known_.size(); }
    /// Those that were used here, and would not be refused anyway by now.
    std::vector<UsedTicket> all();
    /// These count as used too; several may share them.
    void inherit(std::shared_ptr<const InheritedTickets> from) { inherited_ = std::move(from); }

private:
    using Digest = ByteArray<32>; // whatever length an id has

    void forget_expired();

    std::size_t capacity_;
    const Clock& clock_;
    std::set<Digest> known_;
    std::multimap<WallTime, Digest> by_end_;
    std::shared_ptr<const InheritedTickets> inherited_;
};

} // namespace cordee::relay
