#include "core/crypto/replay_window.hpp"

#include <algorithm>

namespace cordee::crypto {

bool ReplayWindow::is_new(std::uint64_t counter) const
{
    if (!highest_ || counter > *highest_)
        return true;
    if (*highest_ - counter >= kSize)
        return false;
    return (seen_[counter / kWord % kWords] >> (counter % kWord) & 1) == 0;
}

void ReplayWindow::mark(std::uint64_t counter)
{
    if (!highest_ || counter > *highest_) {
        const auto last = highest_.value_or(0) / kWord;
        const auto steps = std::min(counter / kWord - last, kWords);
        for (std::uint64_t step = 1; step <= steps; ++step)
            seen_[(last + step) % kWords] = 0;
        highest_ = counter;
    } else if (*highest_ - counter >= kSize) {
        return;
    }
    seen_[counter / kWord % kWords] |= std::uint64_t{1} << (counter % kWord);
}

} // namespace cordee::crypto
