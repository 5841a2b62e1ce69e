// A rule that plugins have to keep, and what became of looking.
#pragma once

#include "core/plugin/manifest.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::author {

enum class Outcome { pass, fail, skip };

/// Findings are for authors, beside those of their compiler, and in its language: they are not translated.
struct Verdict {
    Outcome outcome = Outcome::pass;
    std::string why;
};

inline Verdict pass(std::string why = {})
{
    return {Outcome::pass, std::move(why)};
}
inline Verdict fail(std::string why)
{
    return {Outcome::fail, std::move(why)};
}
inline Verdict skip(std::string why)
{
    return {Outcome::skip, std::move(why)};
}

/// What every rule looks at.
struct Case {
    plugin::Manifest manifest;
    /// The unpacked package.
    std::filesystem::path package;
    /// Where rules may make folders.
    std::filesystem::path scratch;
    std::filesystem::path host_program;
    /// The library of core/author/probe.
    std::filesystem::path probe;
    /// Of everything that is random.
    std::uint64_t seed = 0;
    /// DISPLAY of this process.
    std::string display;
};

struct Rule {
    std::string_view name;
    std::string_view summary;
    Verdict (*check)(const Case& subject);
    std::chrono::seconds limit{60};
};

/// In the order in which they are worth knowing. When the first fails, there is nothing to look at for
/// others.
std::span<const Rule> rules();

/// Each in a process of its own, which is killed when its time is over; `jobs` at a time. Told in the order
/// of the rules, as soon as it is known. The calling process has one thread.
void run_rules(std::span<const Rule> chosen, const Case& subject, int jobs,
               const std::function<void(const Rule&, const Verdict&)>& tell);

} // namespace cordee::author
