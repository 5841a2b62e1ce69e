#include "apps/broker/relays/relay_draw.hpp"

#include "core/base/bytes.hpp"

namespace cordee::broker {
namespace {

/// FNV-1a: nobody gains by choosing what is drawn, so it need not withstand anybody.
std::uint64_t fold(std::uint64_t state, std::string_view text)
{
    for (const auto byte : as_view(text))
        state = (state ^ byte) * 0x100000001b3;
    return state;
}

/// The last step of splitmix64: every bit depends on all.
std::uint64_t stir(std::uint64_t state)
{
    state = (state ^ (state >> 30)) * 0xbf58476d1ce4e5b9;
    state = (state ^ (state >> 27)) * 0x94d049bb133111eb;
    return state ^ (state >> 31);
}

} // namespace

std::uint64_t draw_of(std::string_view session_id)
{
    return stir(fold(0xcbf29ce484222325, session_id));
}

double luck_of(std::uint64_t draw, std::string_view relay)
{
    return static_cast<double>(stir(draw ^ fold(0xcbf29ce484222325, relay)) >> 11) * 0x1p-53;
}

} // namespace cordee::broker
