// What all shards of a relay have in common. Each part may be used from any of their threads.
#pragma once

#include "apps/relay/datagrams.hpp"
#include "apps/relay/entries.hpp"
#include "apps/relay/polls.hpp"
#include "apps/relay/quota.hpp"
#include "core/base/random.hpp"

#include <atomic>
#include <optional>
#include <vector>

namespace cordee::relay {

class Shard;

struct Shared {
    Random& random;
    Entries entries;
    Entries proxied; ///< connections of trusted proxies that have not said yet for whom they speak
    Quota sessions;
    Polls polls;
    Datagrams datagrams;
    std::atomic<std::uint64_t> pairs = 0; ///< begun so far; their numbers in the log
    std::atomic<bool> draining = false;   ///< nobody is let in any more
    std::vector<Shard*> shards{};         ///< set before any of them runs

    /// Where both sides of a session meet.
    [[nodiscard]] Shard& home_of(const ByteArray<16>& sid) const
    {
        const auto hash = std::hash<std::string_view>{}(as_text(sid));
        return *shards[hash % shards.size()];
    }
};

} // namespace cordee::relay
