#include "apps/broker/policy/policy_check.hpp"

#include "apps/broker/broker.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

class Checker {
public:
    Checker(const Broker& broker, PolicyText& text, Language language)
        : broker_{broker}, text_{text}, language_{language}
    {}

    void look_at(const WrittenRule& written)
    {
        const auto& rule = written.rule;
        if (rule.when && !is_known_zone(rule.when->zone))
            add(written, rule.when->zone, tr("this broker knows no time zone {}", language_),
                tr("zones are named as in Europe/Paris; /usr/share/zoneinfo has them all", language_), false);
        if (rule.who.kind == Who::Kind::one && !broker_.operators.find(rule.who.name))
            add(written, rule.who.name, tr("there is no operator {}", language_),
                tr("the rule concerns nobody until there is one", language_), true);
        if (rule.who.kind == Who::Kind::group)
            look_at_group(written, rule.who.name);
        if (rule.where.kind == Where::Kind::group)
            look_at_group(written, rule.where.name);
        if (rule.where.kind == Where::Kind::device && !is_device(rule.where.name))
            add(written, rule.where.name, tr("there is no device {}", language_),
                tr("the rule concerns nothing until there is one", language_), true);
    }

private:
    [[nodiscard]] bool is_device(const std::string& name) const
    {
        return broker_.devices.find(name) || broker_.devices.find_by_name(name);
    }

    void look_at_group(const WrittenRule& written, const std::string& name)
    {
        if (!broker_.rights.membership().is_group(name))
            add(written, name, tr("there is no group {}", language_),
                tr("the rule concerns nobody until there is one", language_), true);
    }

    void add(const WrittenRule& written, const std::string& name, std::string_view what,
             std::string_view hint, bool warning)
    {
        const auto at = std::min(written.text.find(name), written.text.size());
        const auto before = std::string_view{written.text}.substr(0, at == written.text.size() ? 0 : at);
        const auto column = 1 + std::ranges::count_if(before, [](char c) {
                                return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
                            });
        text_.problems.push_back({written.line, static_cast<std::size_t>(column),
                                  fmt::format(fmt::runtime(what), name), std::string{hint}, warning});
    }

    const Broker& broker_;
    PolicyText& text_;
    Language language_;
};

} // namespace

PolicyText check_policy(const Broker& broker, std::string_view text, Language language)
{
    auto out = parse_policy(text, language);
    Checker checker{broker, out, language};
    for (const auto& written : out.rules)
        checker.look_at(written);
    std::ranges::stable_sort(out.problems, {}, &TextProblem::line);
    return out;
}

bool is_usable(const PolicyText& checked)
{
    return std::ranges::all_of(checked.problems, &TextProblem::warning);
}

} // namespace cordee::broker
