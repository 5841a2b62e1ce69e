// Messages that make no sense, or nearly: the same ones for the same seed, on every computer.
#pragma once

#include "core/base/bytes.hpp"

#include <random>

namespace cordee::author {

class Fuzzer {
public:
    /// `good` are messages as the other half says them; they are what most others are made from.
    Fuzzer(std::uint64_t seed, std::vector<Bytes> good);

    Bytes next();

private:
    std::size_t below(std::size_t end);
    Bytes random_bytes(std::size_t size);
    Bytes start();
    void spoil(Bytes& message);

    std::mt19937_64 random_; // its numbers are fixed by the standard, those of distributions are not
    std::vector<Bytes> good_;
};

} // namespace cordee::author
