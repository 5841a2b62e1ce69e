#include "core/endpoint/failure_limit.hpp"

#include <algorithm>

namespace cordee::endpoint {

bool FailureLimit::open()
{
    forget_old();
    return failures_.size() < in_all_;
}

bool FailureLimit::open(const ByteArray<32>& key)
{
    const auto same = [&](const Failure& failure) { return failure.key == key; };
    return open() &&
           static_cast<std::size_t>(std::count_if(failures_.begin(), failures_.end(), same)) < per_key_;
}

void FailureLimit::failed(const ByteArray<32>& key)
{
    forget_old();
    if (failures_.size() >= in_all_)
        failures_.pop_front();
    failures_.push_back({clock_.steady(), key});
}

void FailureLimit::forget_old()
{
    while (!failures_.empty() && clock_.steady() - failures_.front().when >= within_)
        failures_.pop_front();
}

} // namespace cordee::endpoint
