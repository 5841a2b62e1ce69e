#include "core/plugin/open_questions.hpp"

#include "core/base/printable.hpp"

#include <cordee/ext/consent.h>

#include <algorithm>

namespace cordee::plugin {

std::optional<Question> OpenQuestions::open(const AskedQuestion& asked)
{
    const bool known = std::any_of(open_.begin(), open_.end(),
                                   [&](const auto& one) { return one.second.serial == asked.serial; });
    if (known || open_.size() >= CORDEE_CONSENT_MOST)
        return std::nullopt;
    open_.emplace(++last_, Open{asked.serial, asked.choices.size()});
    Question out{last_, printable(asked.text, CORDEE_CONSENT_TEXT_MOST), {}};
    for (const auto& choice : asked.choices)
        out.choices.push_back(printable(choice, CORDEE_CONSENT_TEXT_MOST));
    return out;
}

std::optional<std::uint32_t> OpenQuestions::withdraw(std::uint32_t serial)
{
    const auto found = std::find_if(open_.begin(), open_.end(),
                                    [&](const auto& one) { return one.second.serial == serial; });
    if (found == open_.end())
        return std::nullopt;
    const auto number = found->first;
    open_.erase(found);
    return number;
}

std::optional<Answer> OpenQuestions::answer(std::uint32_t number, std::uint32_t choice)
{
    const auto found = open_.find(number);
    if (found == open_.end() || choice >= found->second.choices)
        return std::nullopt;
    const Answer out{found->second.serial, choice};
    open_.erase(found);
    return out;
}

std::vector<std::uint32_t> OpenQuestions::clear()
{
    std::vector<std::uint32_t> out;
    for (const auto& [number, question] : open_)
        out.push_back(number);
    open_.clear();
    return out;
}

} // namespace cordee::plugin
