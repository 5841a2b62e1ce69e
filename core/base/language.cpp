#include "core/base/language.hpp"

#include "core/base/french.hpp"

#include <atomic>
#include <cstdlib>

namespace cordee {
namespace {

std::atomic<Language> g_language{Language::english};

} // namespace

Language language_of_environment()
{
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char* value = std::getenv(name);
        if (value != nullptr && *value != '\0')
            return std::string_view{value}.starts_with("fr") ? Language::french : Language::english;
    }
    return Language::english;
}

void set_language(Language language)
{
    g_language = language;
}
Language current_language()
{
    return g_language;
}

std::string_view tr(std::string_view english)
{
    return tr(english, current_language());
}

std::string_view tr(std::string_view english, Language language)
{
    if (language == Language::english)
        return english;
    for (const auto& entry : french_translations())
        if (entry.english == english)
            return entry.french;
    return english;
}

} // namespace cordee
