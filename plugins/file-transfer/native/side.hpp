// What both ends of a transfer have in common: they tell their owner what became of things, and count.
#pragma once

#include "outbox.hpp"

#include <functional>
#include <memory>

namespace cordee::transfer {

/// Most that a sender has under way without an acknowledgement, and the least.
inline constexpr std::uint64_t kWindowMost = 8 * 1024 * 1024;
inline constexpr std::uint64_t kWindowLeast = 512 * 1024;
/// Entries that were named and have no result yet.
inline constexpr std::uint32_t kOpenMost = 4096;
/// How often one file is begun again because it changed.
inline constexpr unsigned kTriesMost = 3;

/// As long as one lives, nobody else gets one for that place. Any thread.
using Claim = std::shared_ptr<void>;

/// Who runs the two ends; everything on the engine's thread.
class SideOwner {
public:
    virtual ~SideOwner() = default;
    /// The transfer ends here, for this reason; the other side is to be told. Destroys nothing yet.
    virtual void give_up(Trouble why) = 0;
    /// Everything has its result.
    virtual void complete() = 0;
    /// One file is over there, or here, as a whole.
    virtual void moved(const std::string& path, std::uint64_t size, const Hash& root) = 0;
    virtual void failed(const std::string& path, Trouble why) = 0;
    virtual void skipped() = 0;
    /// Acts that wait for the record; while they are many, no further file begins.
    [[nodiscard]] virtual bool recording_lags() const = 0;
    /// The right to write to a place; null while another has it.
    virtual Claim claim(std::uint32_t folder, const std::string& path) = 0;
    /// Asks the person; `then` gets the choice, once, unless the transfer ends before.
    virtual void ask(std::string text, std::vector<std::string> choices,
                     std::function<void(std::uint32_t)> then) = 0;
};

/// What came of a transfer, or how far it is.
struct Counts {
    std::uint64_t done = 0;
    std::uint64_t total = CORDEE_TASK_UNKNOWN;
    /// Bytes of messages with content.
    std::uint64_t carried = 0;
};

} // namespace cordee::transfer
