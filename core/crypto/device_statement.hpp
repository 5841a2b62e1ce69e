// What a device signs when it enrols: that this key is its own, under the token that was made for it.
#pragma once

#include "core/base/bytes.hpp"

#include <string_view>

namespace cordee::crypto {

inline Bytes device_statement(std::string_view token, View key)
{
    constexpr std::string_view kPrefix{"rs1 device key v1\0", 18};
    Bytes out;
    for (const auto part : {as_view(kPrefix), as_view(token), key})
        out.insert(out.end(), part.begin(), part.end());
    return out;
}

} // namespace cordee::crypto
