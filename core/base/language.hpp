// What a person reads, in their language. English is the key; french.cpp holds the translations.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>

namespace cordee {

enum class Language { english, french };

/// From LC_ALL, LC_MESSAGES and LANG, as every Unix program does.
Language language_of_environment();
/// Set once at the start of a program, before other threads exist.
void set_language(Language language);
Language current_language();

/// The text in the current language; English when there is no translation. A test finds those.
std::string_view tr(std::string_view english);
std::string_view tr(std::string_view english, Language language);

/// tr() with the arguments put where the text has {}.
template <class... Args>
std::string trf(std::string_view english, const Args&... args)
{
    return fmt::format(fmt::runtime(tr(english)), args...);
}

} // namespace cordee
