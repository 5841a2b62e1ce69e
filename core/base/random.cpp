#include "core/base/random.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <sys/random.h>

namespace cordee {
namespace {

class SystemRandom : public Random {
public:
    void fill(MutableView out) override
    {
        while (!out.empty()) {
            const auto got = getrandom(out.data(), out.size(), 0);
            if (got < 0 && errno == EINTR)
                continue;
            if (got <= 0) {
                std::fputs("cordee: fatal: the system gives no random numbers\n", stderr);
                std::abort();
            }
            out = out.subspan(static_cast<std::size_t>(got));
        }
    }
};

} // namespace

Random& system_random()
{
    static SystemRandom random;
    return random;
}

} // namespace cordee
