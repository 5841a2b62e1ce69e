// Which of the newest counters were seen: RFC 6479, a ring of bits that moves by whole words.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

namespace cordee::crypto {

/// One direction of one epoch. Looking changes nothing, so that only what was authenticated is marked.
class ReplayWindow {
public:
    /// A counter so far behind the highest one is too old.
    static constexpr std::uint64_t kSize = 2048;

    /// False when it was marked before or is too old to know.
    [[nodiscard]] bool is_new(std::uint64_t counter) const;
    void mark(std::uint64_t counter);
    /// Empty before the first mark().
    [[nodiscard]] std::optional<std::uint64_t> highest() const { return highest_; }

private:
    static constexpr std::uint64_t kWord = 64;
    /// One word more than the window, as the newest one is only partly filled.
    static constexpr std::uint64_t kWords = kSize / kWord + 1;

    std::optional<std::uint64_t> highest_;
    std::array<std::uint64_t, kWords> seen_{};
};

} // namespace cordee::crypto
