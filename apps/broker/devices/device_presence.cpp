#include "apps/broker/devices/device_presence.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::chrono::seconds kBetweenPolls{10}; ///< for its next question to arrive
constexpr std::chrono::seconds kPatience{30};     ///< of an operator who waits for a device
constexpr std::size_t kMaxVisits = 4;

} // namespace

DevicePresence::Poll::Poll(DevicePresence& presence, std::string device, std::vector<std::string> ways)
    : presence_{presence}, device_{std::move(device)}, ways_{std::move(ways)}
{
    for (const auto& way : ways_)
        ++presence_.entries_[device_].ways[way].polls;
    presence_.say(device_, presence_.entries_[device_]);
}

DevicePresence::Poll::~Poll()
{
    const auto known = presence_.entries_.find(device_);
    if (known == presence_.entries_.end())
        return; // it was removed meanwhile
    for (const auto& way : ways_) {
        auto& waiting = known->second.ways[way];
        waiting.polls = std::max(waiting.polls - 1, 0);
        waiting.last_seen = presence_.clock_.steady();
    }
    presence_.look_later();
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

bool DevicePresence::is_there(const Waiting& waiting) const
{
    return waiting.polls > 0 || clock_.steady() - waiting.last_seen < kBetweenPolls;
}

bool DevicePresence::waiting(const std::string& device) const
{
    const auto known = entries_.find(device);
    return known != entries_.end() && is_there(known->second);
}

bool DevicePresence::is_there(const Entry& entry) const
{
    return std::ranges::any_of(entry.ways, [this](const auto& way) { return is_there(way.second); });
}

void DevicePresence::say(const std::string& device, Entry& entry)
{
    const bool waiting = is_there(entry);
    if (std::exchange(entry.told_waiting, waiting) != waiting && told_)
        told_(device, waiting);
}

void DevicePresence::look_later()
{
    if (!told_ || std::exchange(looking_, true))
        return;
    look_.expires_after(kBetweenPolls + std::chrono::seconds{1});
    look_.async_wait([this](const boost::system::error_code& error) {
        if (!error)
            look();
    });
}

void DevicePresence::look()
{
    looking_ = false;
    bool again = false;
    for (auto& [device, entry] : entries_) {
        say(device, entry);
        again = again || entry.told_waiting;
    }
    if (again)
        look_later();
}

bool DevicePresence::waiting(const std::string& device, const std::string& way) const
{
    const auto known = entries_.find(device);
    if (known == entries_.end())
        return false;
    const auto found = known->second.ways.find(way);
    return found != known->second.ways.end() && is_there(found->second);
}

bool DevicePresence::bring(const std::string& device, Visit visit)
{
    auto& visits = entries_[device].visits;
    std::erase_if(visits, [&](const auto& one) { return clock_.steady() - one.since >= kPatience; });
    if (visits.size() >= kMaxVisits)
        return false;
    visit.since = clock_.steady();
    visits.push_back(std::move(visit));
    came_.notify(device);
    return true;
}

std::optional<DevicePresence::Visit> DevicePresence::take(const std::string& device,
                                                          const std::vector<std::string>& ways)
{
    auto& visits = entries_[device].visits;
    std::erase_if(visits, [&](const auto& one) { return clock_.steady() - one.since >= kPatience; });
    const auto next = std::ranges::find_if(
        visits, [&](const auto& one) { return std::ranges::find(ways, one.way) != ways.end(); });
    if (next == visits.end())
        return std::nullopt;
    auto visit = std::move(*next);
    visits.erase(next);
    return visit;
}

void DevicePresence::forget(const std::string& device)
{
    entries_.erase(device);
    came_.notify(device);
}

} // namespace cordee::broker
