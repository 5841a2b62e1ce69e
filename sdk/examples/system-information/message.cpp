#include "message.hpp"

namespace system_information {
namespace {

constexpr std::size_t kMost = 4096;
constexpr std::size_t kMostFacts = 32;

} // namespace

std::string_view text_of(cordee::sdk::Message message)
{
    return {reinterpret_cast<const char*>(message.data()), message.size()};
}

cordee::sdk::Message message_of(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string write_facts(const Facts& facts)
{
    std::string out;
    for (const auto& [key, value] : facts)
        out += key + " " + value + "\n";
    return out;
}

std::optional<Facts> read_facts(std::string_view text)
{
    Facts out;
    if (text.size() > kMost)
        return std::nullopt;
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (end == std::string_view::npos)
            return std::nullopt;
        const auto line = text.substr(0, end);
        const auto space = line.find(' ');
        if (space == 0 || space == std::string_view::npos || out.size() == kMostFacts)
            return std::nullopt;
        out.emplace(line.substr(0, space), line.substr(space + 1));
        text.remove_prefix(end + 1);
    }
    return out;
}

} // namespace system_information
