// What a shard has done since it began. Written by one thread, read by any.
#pragma once

#include "core/wire/relay_entry.hpp"

#include <array>
#include <atomic>
#include <cstdint>

namespace cordee::relay {

struct Counters {
    std::atomic<std::uint64_t> accepted = 0; ///< connections
    std::atomic<std::uint64_t> admitted = 0; ///< tickets that were right and new
    std::atomic<std::uint64_t> pairs = 0;
    std::atomic<std::uint64_t> record_bytes =
        0; ///< of pairs that are not native on both sides, once they end
    /// By the answer that was given.
    std::array<std::atomic<std::uint64_t>,
               std::size_t{1} + static_cast<std::size_t>(wire::RelayAnswer::absent)>
        refused{};

    void refuse(wire::RelayAnswer answer) { ++refused.at(static_cast<std::size_t>(answer)); }
};

} // namespace cordee::relay
