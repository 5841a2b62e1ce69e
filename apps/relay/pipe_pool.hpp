// Pipes for moving bytes between sockets inside the kernel, lent for as long as bytes are in one.
#pragma once

#include "core/base/descriptor.hpp"

#include <cstddef>
#include <memory>
#include <vector>

namespace cordee::relay {

struct Pipe {
    Descriptor out; ///< read from here
    Descriptor in;
    std::size_t held = 0; ///< bytes inside
};

/// One thread.
class PipePool {
public:
    /// `lent` at most at the same time; `kept` of those that come back.
    PipePool(std::size_t lent, std::size_t kept) : most_lent_{lent}, most_kept_{kept} {}

    /// Null when there is none to be had: then bytes are copied.
    std::unique_ptr<Pipe> take();
    /// One with bytes inside is thrown away.
    void give_back(std::unique_ptr<Pipe> pipe);

    [[nodiscard]] std::size_t lent() const { return lent_; }
    [[nodiscard]] std::size_t kept() const { return kept_.size(); }

private:
    std::size_t most_lent_;
    std::size_t most_kept_;
    std::size_t lent_ = 0;
    std::vector<std::unique_ptr<Pipe>> kept_;
};

} // namespace cordee::relay
