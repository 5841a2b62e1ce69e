// The choice of relays in a simulated world: 40 relays in 25 regions, 100,000 sessions in two days, beside
// worse ways of choosing. An argument is the seed. Fails when the broker's choice is not as good as it is
// said to be.
#include "tests/apps/broker/relay_world/world.hpp"

#include <cstdlib>
#include <iostream>

using namespace cordee::world;

namespace {

bool good(const Figures& figures)
{
    return figures.median <= 1.10 && figures.p95 <= 1.25 && figures.needless == 0 &&
           static_cast<double>(figures.needless_moves) <= 0.02 * static_cast<double>(figures.moved) &&
           figures.needless_minutes <= 0.0005 * figures.relay_minutes;
}

} // namespace

int main(int argc, char** argv)
{
    const std::uint64_t seed = argc > 1 ? std::strtoull(argv[1], nullptr, 10) : 1;
    const auto ours = run(as_the_broker_does(), {}, seed);
    std::cout << ours << '\n' << run(measuring_once(), {}, seed) << std::endl;
    bool worse = true;
    for (const auto& policy : {at_random(), nearest_only(), believing(), by_coordinates()}) {
        const auto figures = run(policy, {}, seed);
        std::cout << figures << std::endl;
        worse = worse && !good(figures);
    }
    return good(ours) && worse ? 0 : 1;
}
