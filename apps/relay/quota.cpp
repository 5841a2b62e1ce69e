#include "apps/relay/quota.hpp"

namespace cordee::relay {

std::optional<Quota::Place> Quota::take()
{
    for (auto taken = taken_.load(); taken < total_;)
        if (taken_.compare_exchange_weak(taken, taken + 1))
            return Place{*this};
    return std::nullopt;
}

} // namespace cordee::relay
