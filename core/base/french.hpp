// The French of every text that a person can meet. Private to language.cpp and its test.
#pragma once

#include <span>
#include <string_view>

namespace cordee {

struct Translation {
    std::string_view english;
    std::string_view french;
};

std::span<const Translation> french_translations();

} // namespace cordee
