// Random bytes that are the same in every run. Never in a product.
#pragma once

#include "core/base/random.hpp"

#include <random>

namespace cordee {

class SeededRandom : public Random {
public:
    explicit SeededRandom(std::uint64_t seed = 1) : engine_{seed} {}
    void fill(MutableView out) override
    {
        for (auto& byte : out)
            byte = static_cast<std::uint8_t>(engine_());
    }

private:
    std::mt19937_64 engine_;
};

} // namespace cordee
