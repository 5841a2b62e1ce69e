// Puts fragments together again. Pure state; the session's strand.
#pragma once

#include "core/base/error.hpp"
#include "core/wire/frame.hpp"

#include <functional>
#include <map>
#include <optional>

namespace cordee::session {

inline constexpr std::size_t kMaxMessage = 16 * 1024 * 1024;
/// Of all messages that are not complete yet.
inline constexpr std::size_t kMaxAssembling = 64 * 1024 * 1024;

struct Message {
    std::uint16_t channel = 0;
    Bytes bytes;
};

class Inbox {
public:
    /// Takes a message frame; returns the message that it completes. One that was here before is dropped.
    /// Errc::unexpected: one before it is missing. Errc::too_large: a limit is passed. `open` says whether a
    /// channel is in use; the rest is counted and dropped, as it may have been under way when its channel
    /// ended.
    Result<std::optional<Message>> take(const wire::Frame& frame,
                                        const std::function<bool(std::uint16_t)>& open);
    /// Forgets unfinished messages on these channels.
    void drop(const std::function<bool(std::uint16_t channel)>& on);
    [[nodiscard]] std::uint64_t next_expected() const { return next_expected_; }

private:
    std::map<std::uint16_t, Bytes> assembling_;
    std::size_t assembling_bytes_ = 0;
    std::uint64_t next_expected_ = 0;
};

} // namespace cordee::session
