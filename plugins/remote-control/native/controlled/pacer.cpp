#include "controlled/pacer.hpp"

#include <algorithm>

namespace cordee::remote {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kSmallest = 16 * 1024;
constexpr std::size_t kLargest = 4 * 1024 * 1024;
constexpr auto kQuick = 100ms;
constexpr auto kSlow = 300ms;

} // namespace

void Pacer::reset()
{
    sent_.clear();
    max_bytes_ = kStart;
}

void Pacer::sent(std::uint32_t number, std::size_t bytes, Time now)
{
    sent_.push_back({number, bytes, now});
}

bool Pacer::acknowledged(std::uint32_t number, Time now)
{
    const auto found =
        std::find_if(sent_.begin(), sent_.end(), [&](const Sent& one) { return one.number == number; });
    if (found == sent_.end())
        return false;
    const auto took = now - found->at;
    // A small update says nothing of how much the path can carry.
    if (took < kQuick && found->bytes >= max_bytes_ / 2)
        max_bytes_ = std::min(max_bytes_ * 2, kLargest);
    else if (took > kSlow && found->bytes >= kSmallest)
        max_bytes_ = std::max(std::min(max_bytes_, found->bytes) / 2, kSmallest);
    sent_.erase(sent_.begin(), found + 1);
    return true;
}

} // namespace cordee::remote
