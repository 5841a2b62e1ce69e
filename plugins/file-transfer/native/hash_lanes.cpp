#include "hash_lanes.hpp"

#if defined(__x86_64__)

#include <array>
#include <cpuid.h>
#include <cstring>

namespace cordee::transfer {
namespace {

using Word = std::uint32_t;

constexpr std::size_t kStep = 64;
constexpr std::array<Word, 8> kBegin{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                     0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
constexpr std::array<Word, 64> kRound{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// One word of each piece.
template <int Lanes>
struct WideOf {
    typedef Word Type __attribute__((vector_size(Lanes * sizeof(Word))));
};
template <int Lanes>
using Wide = typename WideOf<Lanes>::Type;

// Macros, as functions could not take or return what only some processors have.
#define CORDEE_TURN(x, n) (((x) >> (n)) | ((x) << (32 - (n))))
#define CORDEE_MIX(x, a, b, c) (CORDEE_TURN(x, a) ^ CORDEE_TURN(x, b) ^ CORDEE_TURN(x, c))
#define CORDEE_SPREAD(x, a, b, c) (CORDEE_TURN(x, a) ^ CORDEE_TURN(x, b) ^ ((x) >> (c)))
#define CORDEE_INLINE __attribute__((always_inline)) inline

template <int Lanes>
CORDEE_INLINE void load(Wide<Lanes>* words, const std::uint8_t* const* pieces, std::size_t at)
{
    for (std::size_t i = 0; i < 16; ++i)
        for (int lane = 0; lane < Lanes; ++lane) {
            Word word = 0;
            std::memcpy(&word, pieces[lane] + at + 4 * i, sizeof word);
            words[i][lane] = __builtin_bswap32(word);
        }
}

/// SHA-256 (FIPS 180-4) over so many steps of each piece.
template <int Lanes>
CORDEE_INLINE void absorb(Wide<Lanes>* state, const std::uint8_t* const* pieces, std::size_t steps)
{
    for (std::size_t step = 0; step < steps; ++step) {
        Wide<Lanes> w[16];
        load<Lanes>(w, pieces, step * kStep);
        auto a = state[0], b = state[1], c = state[2], d = state[3];
        auto e = state[4], f = state[5], g = state[6], h = state[7];
        for (std::size_t i = 0; i < kRound.size(); ++i) {
            if (i >= 16)
                w[i & 15] += CORDEE_SPREAD(w[(i + 1) & 15], 7, 18, 3) + w[(i + 9) & 15] +
                             CORDEE_SPREAD(w[(i + 14) & 15], 17, 19, 10);
            const auto one = h + CORDEE_MIX(e, 6, 11, 25) + ((e & f) ^ (~e & g)) + kRound[i] + w[i & 15];
            const auto two = CORDEE_MIX(a, 2, 13, 22) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + one;
            d = c;
            c = b;
            b = a;
            a = one + two;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }
}

void put_big_endian(std::uint8_t* out, std::uint64_t value, std::size_t bytes)
{
    for (std::size_t i = 0; i < bytes; ++i)
        out[i] = static_cast<std::uint8_t>(value >> (8 * (bytes - 1 - i)));
}

/// What is left of a piece, with its end and length as SHA-256 wants them; returns the steps that it has.
std::size_t finish(const std::uint8_t* rest, std::size_t left, std::size_t size,
                   std::array<std::uint8_t, 2 * kStep>& out)
{
    out.fill(0);
    if (left > 0)
        std::memcpy(out.data(), rest, left);
    out[left] = 0x80;
    const std::size_t steps = left + 1 + sizeof(std::uint64_t) > kStep ? 2 : 1;
    put_big_endian(out.data() + steps * kStep - 8, std::uint64_t{size} * 8, 8);
    return steps;
}

template <int Lanes>
CORDEE_INLINE void hash_all(const std::uint8_t* const* pieces, std::size_t size, Hash* out)
{
    Wide<Lanes> state[8];
    for (std::size_t i = 0; i < kBegin.size(); ++i)
        state[i] = Wide<Lanes>{} + kBegin[i];
    absorb<Lanes>(state, pieces, size / kStep);
    const std::size_t left = size % kStep;
    std::array<std::uint8_t, 2 * kStep> ends[Lanes];
    const std::uint8_t* end_of[Lanes];
    std::size_t steps = 0;
    for (int lane = 0; lane < Lanes; ++lane) {
        steps = finish(pieces[lane] + (size - left), left, size, ends[lane]);
        end_of[lane] = ends[lane].data();
    }
    absorb<Lanes>(state, end_of, steps);
    for (int lane = 0; lane < Lanes; ++lane)
        for (std::size_t i = 0; i < kBegin.size(); ++i)
            put_big_endian(out[lane].data() + 4 * i, state[i][lane], 4);
}

__attribute__((target("avx2"))) void hash_8(const std::uint8_t* const* pieces, std::size_t size, Hash* out)
{
    hash_all<8>(pieces, size, out);
}

#ifdef __clang__
#define CORDEE_WIDEST "avx512f,avx512bw"
#else
#define CORDEE_WIDEST "avx512f,avx512bw,prefer-vector-width=512"
#endif
__attribute__((target(CORDEE_WIDEST))) void hash_16(const std::uint8_t* const* pieces, std::size_t size,
                                                    Hash* out)
{
    hash_all<16>(pieces, size, out);
}

/// OpenSSL uses these, and is as quick with them.
bool has_sha_instructions()
{
    constexpr unsigned kSha = 1u << 29;
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid_count(7, 0, &a, &b, &c, &d) != 0 && (b & kSha) != 0;
}

std::size_t lanes_here()
{
    if (has_sha_instructions())
        return 0;
    if (__builtin_cpu_supports("avx512bw"))
        return 16;
    return __builtin_cpu_supports("avx2") ? 8 : 0;
}

} // namespace

std::size_t hash_lanes()
{
    static const std::size_t lanes = lanes_here();
    return lanes;
}

void hash_in_lanes(std::span<const std::uint8_t* const> pieces, std::size_t size, std::span<Hash> out)
{
    if (pieces.size() == 16)
        hash_16(pieces.data(), size, out.data());
    else
        hash_8(pieces.data(), size, out.data());
}

} // namespace cordee::transfer

#else

namespace cordee::transfer {

std::size_t hash_lanes()
{
    return 0;
}

void hash_in_lanes(std::span<const std::uint8_t* const>, std::size_t, std::span<Hash>) {}

} // namespace cordee::transfer

#endif
