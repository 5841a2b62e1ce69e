// Lists of words as the database keeps them: none has a space in it.
#pragma once

#include <string>
#include <vector>

namespace cordee::broker {

std::string join_words(const std::vector<std::string>& words);
std::vector<std::string> split_words(const std::string& text);

} // namespace cordee::broker
