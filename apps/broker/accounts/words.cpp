#include "apps/broker/accounts/words.hpp"

#include <fmt/ranges.h>

#include <iterator>
#include <sstream>

namespace cordee::broker {

std::string join_words(const std::vector<std::string>& words)
{
    return fmt::format("{}", fmt::join(words, " "));
}

std::vector<std::string> split_words(const std::string& text)
{
    std::istringstream in{text};
    return {std::istream_iterator<std::string>{in}, {}};
}

} // namespace cordee::broker
