// Compression when it pays: what does not become smaller, or takes longer to pack than the path would need
// for it, goes as it is.
#pragma once

#include "protocol/octets.hpp"

#include <atomic>
#include <optional>

namespace cordee::transfer {

/// One for each transfer; any thread.
class Packer {
public:
    /// Bytes per second that the path takes; 0 is not known yet.
    void path(std::uint64_t bytes_per_second) { path_ = bytes_per_second; }
    /// The zstd frame, shorter than `raw`; or nothing.
    std::optional<Bytes> pack(View raw);

private:
    [[nodiscard]] bool worth_a_try();
    [[nodiscard]] bool pays(std::size_t raw, std::size_t packed, double seconds) const;

    std::atomic<std::uint64_t> path_ = 0;
    /// After pieces that did not pay, so many more are not even tried.
    std::atomic<unsigned> passed_over_ = 0;
    std::atomic<unsigned> patience_ = 1;
};

/// Exactly `size` bytes; false when the frame is broken or holds another number of them.
bool unpack(View frame, std::span<std::uint8_t> out);

} // namespace cordee::transfer
