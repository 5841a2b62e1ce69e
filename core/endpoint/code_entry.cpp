#include "core/endpoint/code_entry.hpp"

#include "core/base/language.hpp"

#include <algorithm>

namespace cordee::endpoint {

bool looks_like_code(std::string_view text)
{
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || c == ' ' || c == '-' || c == '\t'; });
}

crypto::SessionCode code_from_person(std::string_view text)
{
    auto code = crypto::SessionCode::parse(text);
    if (code)
        return std::move(*code);
    if (code.error() == Errc::bad_signature)
        throw UserError{std::string{tr("a digit of this code is wrong, or two are swapped")},
                        std::string{tr("have it read to you again, four digits at a time")}};
    throw UserError{std::string{tr("this is not a whole code")},
                    std::string{tr("a code has 12 to 14 digits, like 4821-0395-7713")}};
}

} // namespace cordee::endpoint
