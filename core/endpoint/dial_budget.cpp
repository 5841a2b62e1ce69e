#include "core/endpoint/dial_budget.hpp"

namespace cordee::endpoint {

DialBudget::Endpoints DialBudget::take(const Endpoints& wanted)
{
    const auto now = clock_.steady();
    while (!dialled_.empty() && now - dialled_.front() >= std::chrono::minutes{1})
        dialled_.pop_front();
    Endpoints out;
    for (const auto& each : wanted) {
        const bool known = different_.contains(each);
        if (dialled_.size() >= kPerMinute || (!known && different_.size() >= kDifferent))
            continue;
        different_.insert(each);
        dialled_.push_back(now);
        out.push_back(each);
    }
    return out;
}

} // namespace cordee::endpoint
