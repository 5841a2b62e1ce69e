// How often one address or account may try, and how long it waits after misses. docs/security.md, "Limits".
#pragma once

#include "core/base/clock.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace cordee::broker {

struct LimitRule {
    std::size_t per_minute = 10;
    std::size_t misses = 5; ///< free ones; each further miss doubles the delay
    std::chrono::seconds first_delay{30};
    std::chrono::seconds longest_delay{15 * 60};
};

/// Belongs to the loop's thread. Its memory is bounded: the longest unseen are forgotten.
class RateLimiter {
public:
    RateLimiter(LimitRule rule, const Clock& clock) : rule_{rule}, clock_{clock} {}

    /// Counts one attempt; when it must not take place, the time after which the next one may.
    std::optional<std::chrono::seconds> refuse(const std::string& key);
    /// The attempt was a wrong guess. Misses are forgotten an hour after the last one.
    void miss(const std::string& key);

private:
    struct Entry {
        SteadyTime minute_start{};
        std::size_t in_minute = 0;
        std::size_t misses = 0;
        SteadyTime blocked_until{};
        SteadyTime last_seen{};
    };
    Entry& entry(const std::string& key);
    void forget_oldest();

    LimitRule rule_;
    const Clock& clock_;
    std::map<std::string, Entry> entries_;
};

/// The address, or for IPv6 its /64 network: one customer owns at least that many.
std::string address_key(const std::string& address);

} // namespace cordee::broker
