#include "core/session/datagram_routes.hpp"

#include <algorithm>

namespace cordee::session {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Challenges without an answer after which a route counts as lost.
constexpr int kLost = 3;
/// Challenges to an address from which nothing ever came.
constexpr int kTries = 12;
/// Room for the first challenges to an address that the other side named.
constexpr std::size_t kFirstBudget = 1500;

} // namespace

DatagramRoutes::Known* DatagramRoutes::find(const UdpAddress& address)
{
    const auto found = std::find_if(known_.begin(), known_.end(),
                                    [&](const auto& known) { return known.address == address; });
    return found == known_.end() ? nullptr : &*found;
}

void DatagramRoutes::add(const UdpAddress& address, Bytes relay_token)
{
    if (auto* known = find(address)) {
        if (known->head != relay_token) { // another pair at the same relay
            known->head = std::move(relay_token);
            known->validated = false;
            known->unanswered = 0;
        }
        return;
    }
    if (known_.size() >= kMaxRoutes)
        return;
    Known known;
    known.address = address;
    known.head = std::move(relay_token);
    known.budget = kFirstBudget;
    known_.push_back(std::move(known));
}

void DatagramRoutes::begin_anew()
{
    std::erase_if(known_, [](const auto& known) { return !known.head.empty(); });
    for (auto& known : known_)
        known.unanswered = 0;
}

void DatagramRoutes::heard_from(const UdpAddress& address, std::size_t bytes, bool newest)
{
    auto* known = find(address);
    if (known == nullptr && newest) { // it moved, or a router gave it another address
        if (known_.size() >= kMaxRoutes)
            std::erase_if(known_, [](const auto& each) { return !each.validated && each.head.empty(); });
        if (known_.size() >= kMaxRoutes)
            return;
        known_.push_back({address, {}, false, {}, 0, {}, {}, 0});
        known = &known_.back();
    }
    if (known == nullptr)
        return;
    known->budget += 3 * bytes;
    if (!known->validated)
        known->unanswered = std::min(known->unanswered, 1); // worth trying again
}

View DatagramRoutes::head_of(const UdpAddress& address) const
{
    for (const auto& known : known_)
        if (known.address == address)
            return known.head;
    return {};
}

bool DatagramRoutes::may_send(const UdpAddress& address, std::size_t bytes)
{
    auto* known = find(address);
    if (known == nullptr)
        return false;
    if (known->validated)
        return true;
    if (known->budget < bytes)
        return false;
    known->budget -= bytes;
    return true;
}

void DatagramRoutes::answered(const UdpAddress& from, const wire::PathToken& token, SteadyTime now)
{
    auto* known = find(from);
    if (known == nullptr || known->unanswered == 0 || known->token != token)
        return;
    known->validated = true;
    known->unanswered = 0;
    known->round_trip = now - known->sent_at;
}

std::vector<DatagramRoutes::Challenge> DatagramRoutes::challenges(bool busy, SteadyTime now)
{
    std::vector<Challenge> out;
    const auto used = best();
    for (auto& known : known_) {
        const bool in_use = used && used->to == known.address;
        const auto interval = !known.validated ? milliseconds{200 * (1 + known.unanswered)}
                              : in_use && busy ? milliseconds{1000}
                                               : milliseconds{10'000};
        if (known.unanswered >= kTries || (known.sent_at != SteadyTime{} && now - known.sent_at < interval))
            continue;
        if (known.unanswered >= kLost)
            known.validated = false;
        known.token = random_.bytes<8>();
        known.sent_at = now;
        ++known.unanswered;
        out.push_back({known.address, known.head, known.token});
    }
    return out;
}

std::optional<DatagramRoutes::Route> DatagramRoutes::best() const
{
    const Known* best = nullptr;
    for (const auto& known : known_) {
        if (!known.validated || known.unanswered >= kLost)
            continue;
        const auto worth = [](const Known& of) { return std::pair{!of.head.empty(), of.round_trip}; };
        if (best == nullptr || worth(known) < worth(*best))
            best = &known;
    }
    if (best == nullptr)
        return std::nullopt;
    return Route{best->address, best->head};
}

} // namespace cordee::session
