#include "core/endpoint/dial_budget.hpp"

#include <algorithm>

namespace cordee::endpoint {

void DialBudget::earn(SteadyTime now)
{
    const auto earned = (now - counted_at_) / kForAnother;
    counted_at_ += earned * kForAnother;
    left_ = std::min(kAtOnce, left_ + static_cast<std::size_t>(earned));
}

DialBudget::Endpoints DialBudget::take(Endpoints wanted)
{
    const auto now = clock_.steady();
    earn(now);
    const auto last = [this](const auto& endpoint) {
        const auto found = dialled_.find(endpoint);
        return found == dialled_.end() ? SteadyTime::min() : found->second;
    };
    std::stable_sort(wanted.begin(), wanted.end(),
                     [&](const auto& a, const auto& b) { return last(a) < last(b); });
    Endpoints out;
    for (const auto& each : wanted) {
        const bool known = dialled_.contains(each);
        if (left_ == 0 || (!known && dialled_.size() >= kDifferent))
            continue;
        --left_;
        dialled_[each] = now;
        out.push_back(each);
    }
    return out;
}

} // namespace cordee::endpoint
