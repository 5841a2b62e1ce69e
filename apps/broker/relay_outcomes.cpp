#include "apps/broker/relay_outcomes.hpp"

#include <algorithm>
#include <cmath>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxTold = 128;
constexpr std::size_t kWitnesses = 3;
constexpr std::chrono::minutes kHalfLife{1};
constexpr std::chrono::minutes kMemory{10};
/// As if so many had gone through before anything is known.
constexpr double kBenefitOfDoubt = 4;

double weight_after(SteadyTime::duration age)
{
    const std::chrono::duration<double> seconds = std::max(age, SteadyTime::duration::zero());
    return std::exp2(-seconds / std::chrono::duration<double>{kHalfLife});
}

} // namespace

bool is_failing(const Standing& standing)
{
    return standing.witnesses >= kWitnesses && standing.failed >= 1 && standing.failed > standing.reached;
}

double failed_share(const Standing& standing)
{
    return standing.failed / (standing.failed + standing.reached + kBenefitOfDoubt);
}

void RelayOutcomes::note(const std::string& source, bool reached, SteadyTime now)
{
    std::erase_if(told_, [&](const Told& told) { return told.source == source || now - told.at > kMemory; });
    if (told_.size() >= kMaxTold)
        told_.erase(told_.begin());
    told_.push_back({source, reached, now});
}

Standing RelayOutcomes::standing(SteadyTime now) const
{
    Standing out;
    for (const auto& told : told_) {
        if (now - told.at > kMemory)
            continue;
        const auto weight = weight_after(now - told.at);
        (told.reached ? out.reached : out.failed) += weight;
        out.witnesses += told.reached || weight < 0.25 ? 0 : 1;
    }
    return out;
}

} // namespace cordee::broker
