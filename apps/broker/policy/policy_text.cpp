#include "apps/broker/policy/policy_text.hpp"

#include "apps/broker/accounts/operators.hpp"
#include "apps/broker/policy/policy_words.hpp"

#include <fmt/ranges.h>

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxProblems = 20;
constexpr std::size_t kMaxRuleName = kMaxEmail;

/// What is wrong with a word of a line.
struct Fault {
    std::size_t at; ///< byte
    std::string what;
    std::string hint;
};

/// Reads the words of one line. Throws the Fault.
class RuleReader {
public:
    RuleReader(const std::vector<Word>& words, std::size_t end, Language language)
        : words_{words}, end_{end}, language_{language}
    {}

    Rule read()
    {
        Rule out;
        out.allow = read_effect();
        out.who = read_who();
        out.module = read_module();
        out.permissions = read_permissions();
        out.direction = read_direction();
        out.where = read_where();
        out.when = read_when();
        if (next_ < words_.size())
            fail(fill_in(tr("'{}' is not expected here", language_), words_[next_].text),
                 tr("the order is: allow or deny, who, module, permissions, direction, on, days, hours, zone",
                    language_));
        return out;
    }

private:
    template <class... Args>
    static std::string fill_in(std::string_view text, const Args&... args)
    {
        return fmt::format(fmt::runtime(text), args...);
    }

    [[noreturn]] void fail(std::string what, std::string_view hint) const
    {
        throw Fault{next_ < words_.size() ? words_[next_].at : end_, std::move(what), std::string{hint}};
    }

    [[nodiscard]] bool is_next(std::string_view keyword) const
    {
        return next_ < words_.size() && !words_[next_].quoted && words_[next_].text == keyword;
    }

    bool take(std::string_view keyword)
    {
        if (!is_next(keyword))
            return false;
        ++next_;
        return true;
    }

    bool read_effect()
    {
        if (take("allow"))
            return true;
        if (take("deny"))
            return false;
        fail(std::string{tr("a rule begins with allow or deny", language_)},
             tr("a remark begins with #", language_));
    }

    std::string read_rule_name(std::string_view missing, std::string_view hint)
    {
        if (next_ == words_.size() || words_[next_].text.empty() || words_[next_].text.size() > kMaxRuleName)
            fail(std::string{missing}, hint);
        return words_[next_++].text;
    }

    Who read_who()
    {
        if (take("everybody"))
            return {};
        if (take("group"))
            return {Who::Kind::group, read_rule_name(tr("the name of a group is missing", language_),
                                                     tr("as in group \"Support\"", language_))};
        if (!take("operator"))
            fail(std::string{tr("it does not say for whom", language_)},
                 tr("everybody, group \"NAME\" or operator ADDRESS", language_));
        if (take("*"))
            return {};
        auto email = read_rule_name(tr("the address of an operator is missing", language_),
                                    tr("as in operator ada@example.org; * is everybody", language_));
        return {Who::Kind::one, lower_case(email)};
    }

    std::string read_module()
    {
        if (take("*"))
            return "*";
        if (next_ == words_.size() || !is_plain_name(words_[next_].text))
            fail(std::string{tr("it does not say which module", language_)},
                 tr("the id of a module, such as file-transfer, or * for every one", language_));
        return words_[next_++].text;
    }

    [[nodiscard]] bool is_permissions() const
    {
        if (next_ == words_.size())
            return false;
        const auto& word = words_[next_];
        return word.quoted || !(is_next("to-client") || is_next("from-client") || is_next("on") ||
                                parse_days(word.text) || looks_like_hours(word.text));
    }

    std::vector<std::string> read_permissions()
    {
        if (take("*") || !is_permissions())
            return {"*"};
        std::vector<std::string> out;
        std::string_view left = words_[next_].text;
        for (;;) {
            const auto end = std::min(left.find(','), left.size());
            const auto name = left.substr(0, end);
            if (!is_plain_name(name) || std::ranges::find(out, name) != out.end() ||
                out.size() == kMaxRulePermissions)
                fail(fill_in(tr("'{}' is not a list of permissions", language_), words_[next_].text),
                     tr("different names with commas and no spaces, as in send,fetch; or * for all of them",
                        language_));
            out.emplace_back(name);
            if (end == left.size())
                break;
            left.remove_prefix(end + 1);
        }
        ++next_;
        return out;
    }

    Direction read_direction()
    {
        if (take("to-client"))
            return Direction::to_client;
        return take("from-client") ? Direction::from_client : Direction::any;
    }

    Where read_where()
    {
        if (!take("on"))
            return {};
        if (take("group"))
            return {Where::Kind::group, read_rule_name(tr("the name of a group is missing", language_),
                                                       tr("as in on group \"Workstations\"", language_))};
        if (!take("device"))
            fail(std::string{tr("it does not say on what", language_)},
                 tr("on device \"NAME\", on device * or on group \"NAME\"", language_));
        if (take("*"))
            return {Where::Kind::any_device};
        return {Where::Kind::device,
                read_rule_name(tr("the name of a device is missing", language_),
                               tr("as in on device \"Vault\"; * is every one", language_))};
    }

    std::optional<TimeWindow> read_when()
    {
        if (next_ == words_.size() || words_[next_].quoted)
            return std::nullopt;
        TimeWindow out;
        const auto days = parse_days(words_[next_].text);
        if (days) {
            out.days = *days;
            ++next_;
        }
        const bool hours = next_ < words_.size() && looks_like_hours(words_[next_].text);
        if (hours)
            read_hours(out);
        if (!days && !hours)
            return std::nullopt;
        out.zone = read_zone();
        return out;
    }

    void read_hours(TimeWindow& out)
    {
        const auto hours = parse_hours(words_[next_].text);
        if (!hours)
            fail(fill_in(tr("'{}' are not hours of a day", language_), words_[next_].text),
                 tr("as in 08:00-18:00, or 22:00-06:00 for the night that begins on these days", language_));
        out.from = hours->from;
        out.until = hours->until;
        ++next_;
    }

    std::string read_zone()
    {
        if (next_ == words_.size() || !is_zone_name(words_[next_].text))
            fail(std::string{tr("the time zone is missing", language_)},
                 tr("write it behind days and hours, as in Europe/Paris or UTC", language_));
        return words_[next_++].text;
    }

    const std::vector<Word>& words_;
    std::size_t end_;
    Language language_;
    std::size_t next_ = 0;
};

std::size_t column_of(std::string_view line, std::size_t at)
{
    const auto before = line.substr(0, at);
    return 1 + static_cast<std::size_t>(std::ranges::count_if(
                   before, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

Fault fault_of(const Words& words, Language language)
{
    if (words.fault == Words::Fault::unclosed)
        return {words.fault_at, std::string{tr("a quotation mark is missing", language)},
                std::string{tr("a name ends with \", on the same line", language)}};
    if (words.fault == Words::Fault::glued)
        return {words.fault_at, std::string{tr("a space is missing beside the quotation mark", language)},
                std::string{tr("inside a name, write \\\" for \"", language)}};
    return {words.fault_at, std::string{tr("there is a character that cannot be seen", language)},
            std::string{tr("remove it: it may be a control or a mark of direction", language)}};
}

class TextReader {
public:
    TextReader(std::string_view text, Language language) : text_{text}, language_{language} {}

    PolicyText run()
    {
        if (text_.size() > kMaxPolicyText) {
            add({0, std::string{tr("the policy is too long", language_)}, limits()}, {}, 1);
            return std::move(out_);
        }
        while (!text_.empty() && out_.problems.size() < kMaxProblems) {
            const auto end = std::min(text_.find('\n'), text_.size());
            auto line = text_.substr(0, end);
            text_.remove_prefix(std::min(end + 1, text_.size()));
            if (line.ends_with('\r'))
                line.remove_suffix(1);
            read_line(line);
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] std::string limits() const
    {
        return fmt::format(fmt::runtime(tr("at most {} rules, {} bytes a line and {} in all", language_)),
                           kMaxRules, kMaxPolicyLine, kMaxPolicyText);
    }

    void add(const Fault& fault, std::string_view line, std::size_t number)
    {
        out_.problems.push_back({number, column_of(line, fault.at), fault.what, fault.hint});
    }

    void read_line(std::string_view line)
    {
        const auto number = out_.lines.size() + 1;
        TextLine read;
        try {
            read = parsed(line);
        } catch (const Fault& fault) {
            add(fault, line, number);
        }
        if (read.rule)
            out_.rules.push_back({*read.rule, number, std::string{line}});
        out_.lines.push_back(std::move(read));
    }

    TextLine parsed(std::string_view line) const
    {
        if (line.size() > kMaxPolicyLine)
            throw Fault{kMaxPolicyLine, std::string{tr("this line is too long", language_)}, limits()};
        auto words = split_policy_line(line);
        if (words.fault != Words::Fault::none)
            throw fault_of(words, language_);
        TextLine out{std::nullopt, std::move(words.comment)};
        if (words.list.empty())
            return out;
        if (out_.rules.size() == kMaxRules)
            throw Fault{0, std::string{tr("there are too many rules", language_)}, limits()};
        const auto& last = words.list.back();
        out.rule =
            RuleReader{words.list, std::min(line.size(), last.at + last.text.size()), language_}.read();
        return out;
    }

    std::string_view text_;
    Language language_;
    PolicyText out_;
};

std::string print_who(const Who& who)
{
    if (who.kind == Who::Kind::everybody)
        return "everybody";
    return who.kind == Who::Kind::one ? "operator " + in_quotes(who.name) : "group " + in_quotes(who.name);
}

std::string print_where(const Where& where)
{
    switch (where.kind) {
    case Where::Kind::anywhere:
        return {};
    case Where::Kind::any_device:
        return " on device *";
    case Where::Kind::device:
        return " on device " + in_quotes(where.name);
    case Where::Kind::group:
        break;
    }
    return " on group " + in_quotes(where.name);
}

/// In quotes where they would be taken for what may follow them.
std::string print_permissions(const std::vector<std::string>& permissions)
{
    if (permissions.front() == "*")
        return {};
    const auto list = fmt::format("{}", fmt::join(permissions, ","));
    const bool is_word = list == "to-client" || list == "from-client" || list == "on" || parse_days(list);
    return " " + (is_word ? in_quotes(list) : list);
}

std::string print_when(const TimeWindow& when)
{
    const bool all_day = when.from == 0 && when.until == kMinutesOfDay;
    std::string out;
    if (when.days != kEveryDay || all_day)
        out += " " + print_days(when.days);
    if (!all_day)
        out += " " + print_hours({when.from, when.until});
    return out + " " + when.zone;
}

} // namespace

PolicyText parse_policy(std::string_view text, Language language)
{
    return TextReader{text, language}.run();
}

std::string print_rule(const Rule& rule)
{
    auto out = fmt::format("{} {} {}{}", rule.allow ? "allow" : "deny", print_who(rule.who), rule.module,
                           print_permissions(rule.permissions));
    if (rule.direction != Direction::any)
        out += fmt::format(" {}", direction_name(rule.direction));
    out += print_where(rule.where);
    if (rule.when)
        out += print_when(*rule.when);
    return out;
}

std::string print_policy(const std::vector<TextLine>& lines)
{
    std::string out;
    for (const auto& line : lines) {
        if (line.rule)
            out += print_rule(*line.rule);
        if (line.comment)
            out += (line.rule ? "  #" : "#") + *line.comment;
        out += '\n';
    }
    return out;
}

} // namespace cordee::broker
