// A policy is read without harm, and what was read is printed and read as the same.
#include "apps/broker/policy/policy_text.hpp"

#include <cstdlib>

using namespace cordee;
using namespace cordee::broker;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto read = parse_policy(text, Language::english);
    if (!read.problems.empty())
        return 0;
    const auto printed = print_policy(read.lines);
    if (printed.size() > kMaxPolicyText) // quotation marks may make it longer
        return 0;
    const auto again = parse_policy(printed, Language::english);
    for (const auto& problem : again.problems)
        if (problem.what != "this line is too long")
            std::abort();
    if (again.problems.empty() && again.lines != read.lines)
        std::abort();
    return 0;
}
