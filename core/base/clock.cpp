#include "core/base/clock.hpp"

namespace cordee {
namespace {

class SystemClock : public Clock {
public:
    [[nodiscard]] WallTime now() const override
    {
        return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    }
    [[nodiscard]] SteadyTime steady() const override { return std::chrono::steady_clock::now(); }
};

} // namespace

const Clock& system_clock()
{
    static const SystemClock clock;
    return clock;
}

} // namespace cordee
