// The one way to log: lines on stderr, as text or JSON, through Poco. Never content, codes, keys or tokens.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace cordee::log {

enum class Level { debug, info, warning, error };
enum class Format { text, json };

struct Options {
    Level level = Level::info;
    Format format = Format::text;
};

/// Once, at the start of a program. Before it, and in tests, lines go to stderr as text from warning on.
void start(std::string_view program, const Options& options);

bool enabled(Level level);
/// One line; callers use the functions below. Any thread.
void write(Level level, const std::string& line);

template <class... Args>
void line(Level level, fmt::format_string<Args...> format, Args&&... args)
{
    if (enabled(level))
        write(level, fmt::format(format, std::forward<Args>(args)...));
}

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args)
{
    line(Level::debug, format, std::forward<Args>(args)...);
}

template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args)
{
    line(Level::info, format, std::forward<Args>(args)...);
}

template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args)
{
    line(Level::warning, format, std::forward<Args>(args)...);
}

template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args)
{
    line(Level::error, format, std::forward<Args>(args)...);
}

} // namespace cordee::log
