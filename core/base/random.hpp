// Randomness as an interface; the product uses only the system's generator.
#pragma once

#include "core/base/bytes.hpp"

namespace cordee {

/// Implementations are safe to call from any thread.
class Random {
public:
    virtual ~Random() = default;
    virtual void fill(MutableView out) = 0;

    template <std::size_t N>
    ByteArray<N> bytes()
    {
        ByteArray<N> out;
        fill(out);
        return out;
    }

    template <std::size_t N>
    Secret<N> secret()
    {
        Secret<N> out;
        fill(out.mutable_view());
        return out;
    }
};

/// getrandom(2). A failure ends the program: there is nothing safe to do without randomness.
Random& system_random();

} // namespace cordee
