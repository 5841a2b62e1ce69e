// The messages on each channel.
#pragma once

#include "order.hpp"

#include <cordee/plugin.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace traffic {

using Bytes = std::vector<std::uint8_t>;
using cordee::sdk::Message;

/// Places in manifest.json.
enum Channel : std::uint16_t { kOrders, kCount, kVoice, kInput, kBulk };

inline constexpr std::size_t kVoiceSize = 60;
inline constexpr std::size_t kInputSize = 24;
inline constexpr std::size_t kBulkSize = 64 * 1024;

/// A voice or input message: its number and when it was sent.
struct Timed {
    std::uint64_t number = 0;
    Clock::time_point sent;
};
Bytes encode_timed(const Timed& timed, std::size_t size);
std::optional<Timed> decode_timed(Message message);

/// A counted message has a size and a content that follow from its number, 8 bytes to `most`.
Bytes encode_counted(std::uint64_t number, std::size_t most);
/// Empty when the content is not what it must be.
std::optional<std::uint64_t> decode_counted(Message message, std::size_t most);

std::int64_t nanoseconds(Clock::time_point time);
Clock::time_point time_of(std::int64_t nanoseconds);

} // namespace traffic
