// Comparison of MACs, tags and secrets.
#pragma once

#include "core/base/bytes.hpp"

namespace cordee::crypto {

/// The time tells only the lengths, which are no secret. Different lengths are different.
bool equal_constant_time(View a, View b);

} // namespace cordee::crypto
