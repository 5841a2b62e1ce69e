#include "order.hpp"

#include <sstream>
#include <stdexcept>

namespace traffic {
namespace {

From parse_from(const std::string& word)
{
    if (word == "controlling")
        return From::controlling;
    if (word == "controlled")
        return From::controlled;
    if (word == "both")
        return From::both;
    throw std::invalid_argument{word};
}

void take(Order& order, const std::string& name, const std::string& value)
{
    if (name == "settle")
        order.settle = Seconds{std::stod(value)};
    else if (name == "seconds")
        order.measured = Seconds{std::stod(value)};
    else if (name == "drain")
        order.drain = Seconds{std::stod(value)};
    else if (name == "count")
        order.count = std::stod(value);
    else if (name == "count_size")
        order.count_size = std::stoul(value);
    else if (name == "voice")
        order.voice = parse_from(value);
    else if (name == "input")
        order.input = parse_from(value);
    else if (name == "bulk")
        order.bulk = parse_from(value);
    else
        throw std::invalid_argument{name};
}

} // namespace

Order parse_order(const std::string& text)
{
    Order order;
    std::istringstream lines{text};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream words{line};
        std::string name;
        std::string value;
        words >> name >> value;
        try {
            take(order, name, value);
        } catch (const std::logic_error&) { // what std::stod throws, too
            throw std::runtime_error{"the order has a line that makes no sense: " + line};
        }
    }
    return order;
}

Window window_of(const Order& order, Clock::time_point begin)
{
    const auto from = begin + std::chrono::duration_cast<Clock::duration>(order.settle);
    return {begin, from, from + std::chrono::duration_cast<Clock::duration>(order.measured)};
}

} // namespace traffic
