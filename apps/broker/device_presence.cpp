#include "apps/broker/device_presence.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::chrono::seconds kBetweenPolls{10}; ///< for its next question to arrive
constexpr std::chrono::seconds kPatience{30};     ///< of an operator who waits for a device
constexpr std::size_t kMaxVisits = 4;

} // namespace

DevicePresence::Poll::Poll(DevicePresence& presence, std::string device)
    : presence_{presence}, device_{std::move(device)}
{
    ++presence_.entries_[device_].polls;
}

DevicePresence::Poll::~Poll()
{
    const auto known = presence_.entries_.find(device_);
    if (known == presence_.entries_.end())
        return; // it was removed meanwhile
    known->second.polls = std::max(known->second.polls - 1, 0);
    known->second.last_seen = presence_.clock_.steady();
}

void DevicePresence::set_candidates(const std::string& device, std::vector<std::string> candidates)
{
    entries_[device].candidates = std::move(candidates);
}

std::vector<std::string> DevicePresence::candidates(const std::string& device) const
{
    const auto known = entries_.find(device);
    return known == entries_.end() ? std::vector<std::string>{} : known->second.candidates;
}

bool DevicePresence::waiting(const std::string& device) const
{
    const auto known = entries_.find(device);
    if (known == entries_.end())
        return false;
    return known->second.polls > 0 || clock_.steady() - known->second.last_seen < kBetweenPolls;
}

bool DevicePresence::bring(const std::string& device, const std::string& session,
                           const std::vector<std::string>& candidates)
{
    auto& visits = entries_[device].visits;
    std::erase_if(visits, [&](const auto& visit) { return clock_.steady() - visit.since >= kPatience; });
    if (visits.size() >= kMaxVisits)
        return false;
    visits.push_back({session, candidates, clock_.steady()});
    came_.notify();
    return true;
}

std::optional<DevicePresence::Visit> DevicePresence::take(const std::string& device)
{
    auto& visits = entries_[device].visits;
    while (!visits.empty()) {
        auto visit = std::move(visits.front());
        visits.pop_front();
        if (clock_.steady() - visit.since < kPatience)
            return visit;
    }
    return std::nullopt;
}

void DevicePresence::forget(const std::string& device)
{
    entries_.erase(device);
    came_.notify();
}

} // namespace cordee::broker
