#include "apps/broker/accounts/shown_keys.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::chrono::minutes kLife{10};
constexpr std::size_t kMost = 8;

} // namespace

void ShownKeys::show(std::int64_t operator_id, const std::string& key)
{
    auto& shown = shown_[operator_id];
    std::erase_if(shown, [&](const auto& one) { return one.key == key; });
    if (shown.size() >= kMost)
        shown.pop_front();
    shown.push_back({key, clock_.steady()});
}

bool ShownKeys::take(std::int64_t operator_id, const std::string& key)
{
    const auto known = shown_.find(operator_id);
    if (known == shown_.end())
        return false;
    auto& shown = known->second;
    std::erase_if(shown, [&](const auto& one) { return clock_.steady() - one.since >= kLife; });
    return std::erase_if(shown, [&](const auto& one) { return one.key == key; }) > 0;
}

} // namespace cordee::broker
