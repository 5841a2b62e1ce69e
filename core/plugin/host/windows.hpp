// How much of each channel is under way to the core, so that a fast plugin meets CORDEE_AGAIN.
#pragma once

#include <cstdint>
#include <mutex>
#include <vector>

namespace cordee::plugin::host {

/// Any thread.
class Windows {
public:
    void open(std::uint16_t channels, std::uint32_t size)
    {
        const std::lock_guard lock{mutex_};
        under_way_.assign(channels, 0);
        size_ = size;
    }

    [[nodiscard]] bool has(std::uint16_t channel) const
    {
        const std::lock_guard lock{mutex_};
        return channel < under_way_.size();
    }

    /// False: the window is full and take() must be tried again after give_back() said so. A message may
    /// exceed the window when it is the one that fills it, so that every size goes through.
    bool take(std::uint16_t channel, std::uint32_t weight)
    {
        const std::lock_guard lock{mutex_};
        if (under_way_.at(channel) >= size_) {
            refused_ = true;
            return false;
        }
        under_way_[channel] += weight;
        return true;
    }

    /// True when somebody was refused and this channel has room now: tell the plugin.
    bool give_back(std::uint16_t channel, std::uint32_t weight)
    {
        const std::lock_guard lock{mutex_};
        if (channel >= under_way_.size() || under_way_[channel] < weight)
            return false;
        under_way_[channel] -= weight;
        if (under_way_[channel] >= size_)
            return false;
        const bool tell = refused_;
        refused_ = false;
        return tell;
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::uint64_t> under_way_;
    std::uint64_t size_ = 0;
    bool refused_ = false;
};

} // namespace cordee::plugin::host
