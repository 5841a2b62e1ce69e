// Buffers of one size, which a thread reads into and lends out when what was read cannot be passed on at
// once.
#pragma once

#include "core/base/bytes.hpp"

#include <memory>
#include <vector>

namespace cordee::relay {

/// One thread.
class BlockPool {
public:
    static constexpr std::size_t kSize = 64 * 1024;
    using Block = std::unique_ptr<std::uint8_t[]>;

    /// The block that everybody reads into.
    [[nodiscard]] std::uint8_t* current()
    {
        if (!current_)
            current_ = take();
        return current_.get();
    }
    /// It goes, with what is in it, to the caller.
    Block take_current() { return std::move(current_); }
    void give_back(Block block)
    {
        if (spare_.size() < kSpare)
            spare_.push_back(std::move(block));
    }

private:
    static constexpr std::size_t kSpare = 16;

    Block take()
    {
        if (spare_.empty())
            return Block{new std::uint8_t[kSize]}; // not cleared
        auto block = std::move(spare_.back());
        spare_.pop_back();
        return block;
    }

    Block current_;
    std::vector<Block> spare_;
};

} // namespace cordee::relay
