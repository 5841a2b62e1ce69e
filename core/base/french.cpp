#include "core/base/french.hpp"

#include <array>

namespace cordee {
namespace {

// Grouped by program; keep {} in the order of the English text.
constexpr std::array kFrench{
    Translation{"hint", "conseil"},
    Translation{"error", "erreur"},
};

} // namespace

std::span<const Translation> french_translations() { return kFrench; }

} // namespace cordee
