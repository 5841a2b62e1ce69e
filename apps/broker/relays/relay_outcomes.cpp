#include "apps/broker/relays/relay_outcomes.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxTold = 128;
constexpr std::size_t kWitnesses = 3;
constexpr std::chrono::minutes kOutcomeMemory{3};
/// As if so many had gone through before anything is known.
constexpr double kBenefitOfDoubt = 4;

/// From 1 down to 0, evenly.
double weight_after(SteadyTime::duration age)
{
    const std::chrono::duration<double> seconds = age;
    return std::clamp(1 - seconds / std::chrono::duration<double>{kOutcomeMemory}, 0.0, 1.0);
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
    std::erase_if(told_,
                  [&](const Told& told) { return told.source == source || now - told.at > kOutcomeMemory; });
    if (told_.size() >= kMaxTold)
        told_.erase(told_.begin());
    told_.push_back({source, reached, now});
}

Standing RelayOutcomes::standing(SteadyTime now) const
{
    Standing out;
    for (const auto& told : told_) {
        const auto weight = weight_after(now - told.at);
        (told.reached ? out.reached : out.failed) += weight;
        out.witnesses += told.reached || weight == 0 ? 0 : 1;
    }
    return out;
}

} // namespace cordee::broker
