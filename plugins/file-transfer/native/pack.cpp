#include "pack.hpp"

#include <algorithm>
#include <ctime>
#include <memory>
#include <zstd.h>

namespace cordee::transfer {
namespace {

constexpr int kLevel = 1;
/// So many pieces at most go by without a try.
constexpr unsigned kMostPatience = 64;
/// Of a path that is not measured yet: 100 Mbit/s.
constexpr double kAssumedPath = 12.5e6;
/// A glance at the beginning tells most of what cannot be packed.
constexpr std::size_t kGlance = 8192;

struct FreeContext {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

std::size_t compress(View raw, Bytes& out)
{
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeContext> context{ZSTD_createCCtx()};
    out.resize(ZSTD_compressBound(raw.size()));
    const auto size =
        ZSTD_compressCCtx(context.get(), out.data(), out.size(), raw.data(), raw.size(), kLevel);
    out.resize(ZSTD_isError(size) ? 0 : size);
    return ZSTD_isError(size) ? raw.size() : size;
}

/// Of this thread alone, so that others who work do not count.
double cpu_seconds()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

} // namespace

bool Packer::worth_a_try()
{
    auto left = passed_over_.load();
    while (left > 0 && !passed_over_.compare_exchange_weak(left, left - 1)) {
    }
    return left == 0;
}

bool Packer::pays(std::size_t raw, std::size_t packed, double seconds) const
{
    if (packed + raw / 32 >= raw)
        return false;
    const auto known = static_cast<double>(path_.load());
    return seconds < static_cast<double>(raw - packed) / (known > 0 ? known : kAssumedPath);
}

std::optional<Bytes> Packer::pack(View raw)
{
    if (raw.size() < 64 || !worth_a_try())
        return std::nullopt;
    Bytes out;
    const auto begun = cpu_seconds();
    const View glance = raw.first(std::min(raw.size(), kGlance));
    if (glance.size() == raw.size() || compress(glance, out) + glance.size() / 32 < glance.size()) {
        const auto size = compress(raw, out);
        if (size < raw.size() && pays(raw.size(), size, cpu_seconds() - begun)) {
            patience_ = 1;
            return out;
        }
    }
    passed_over_ = patience_.load();
    patience_ = std::min(patience_.load() * 2, kMostPatience);
    return std::nullopt;
}

bool unpack(View frame, std::span<std::uint8_t> out)
{
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeContext> context{ZSTD_createDCtx()};
    return ZSTD_decompressDCtx(context.get(), out.data(), out.size(), frame.data(), frame.size()) ==
           out.size();
}

} // namespace cordee::transfer
