// How many failures of strangers are borne: per key and in all, within a sliding time.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/clock.hpp"

#include <chrono>
#include <cstddef>
#include <deque>

namespace cordee::endpoint {

/// One strand. Remembers at most `in_all` moments, so a flood costs no memory.
class FailureLimit {
public:
    /// docs/security.md, "Limits", unattended: 5 per minute for a key, 30 for all together.
    explicit FailureLimit(const Clock& clock, std::size_t per_key = 5, std::size_t in_all = 30,
                          std::chrono::seconds within = std::chrono::minutes{1})
        : clock_{clock}, per_key_{per_key}, in_all_{in_all}, within_{within}
    {}

    /// Another attempt may be looked at. With a key that is known already, or for anybody.
    [[nodiscard]] bool open();
    [[nodiscard]] bool open(const ByteArray<32>& key);
    void failed(const ByteArray<32>& key);

private:
    struct Failure {
        SteadyTime when;
        ByteArray<32> key;
    };
    void forget_old();

    const Clock& clock_;
    std::size_t per_key_;
    std::size_t in_all_;
    std::chrono::seconds within_;
    std::deque<Failure> failures_;
};

} // namespace cordee::endpoint
