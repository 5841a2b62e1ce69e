// What a shard has done since it began. Written by one thread, read by any.
#pragma once

#include "apps/relay/labels.hpp"

#include <array>
#include <atomic>
#include <cstdint>
#include <string_view>

namespace cordee::relay {

struct Counters {
    std::atomic<std::uint64_t> accepted = 0; ///< connections
    std::atomic<std::uint64_t> pairs = 0;
    std::array<std::atomic<std::uint64_t>, kRefusalKinds> refused{};
    /// Of pairs that are not native on both sides: what agents, and operators, sent by each carrier.
    std::array<std::array<std::atomic<std::uint64_t>, kCarrierKinds>, 2> record_bytes{};

    void refuse(Refusal why) { ++refused.at(static_cast<std::size_t>(why)); }
    std::atomic<std::uint64_t>& bytes_from(bool agent, std::string_view carrier)
    {
        return record_bytes.at(agent ? 0 : 1).at(static_cast<std::size_t>(carrier_named(carrier)));
    }
};

} // namespace cordee::relay
