#include "core/crypto/noise/pattern.hpp"

#include <algorithm>
#include <array>

namespace cordee::crypto::noise {
namespace {

struct Row {
    std::string_view name;
    std::string_view known; ///< whose static keys are known beforehand: i, r
    std::string_view messages;
};

/// Sections 7.4 and 7.5 and appendix 18.1 of the specification.
constexpr std::array kTable{
    Row{"N", "r", "e,es"},
    Row{"K", "ir", "e,es,ss"},
    Row{"X", "r", "e,es,s,ss"},
    Row{"NN", "", "e|e,ee"},
    Row{"NK", "r", "e,es|e,ee"},
    Row{"NX", "", "e|e,ee,s,es"},
    Row{"XN", "", "e|e,ee|s,se"},
    Row{"XK", "r", "e,es|e,ee|s,se"},
    Row{"XX", "", "e|e,ee,s,es|s,se"},
    Row{"KN", "i", "e|e,ee,se"},
    Row{"KK", "ir", "e,es,ss|e,ee,se"},
    Row{"KX", "i", "e|e,ee,se,s,es"},
    Row{"IN", "", "e,s|e,ee,se"},
    Row{"IK", "r", "e,es,s,ss|e,ee,se"},
    Row{"IX", "", "e,s|e,ee,se,s,es"},
    Row{"NK1", "r", "e|e,ee,es"},
    Row{"NX1", "", "e|e,ee,s|es"},
    Row{"X1N", "", "e|e,ee|s|se"},
    Row{"X1K", "r", "e,es|e,ee|s|se"},
    Row{"XK1", "r", "e|e,ee,es|s,se"},
    Row{"X1K1", "r", "e|e,ee,es|s|se"},
    Row{"X1X", "", "e|e,ee,s,es|s|se"},
    Row{"XX1", "", "e|e,ee,s|es,s,se"},
    Row{"X1X1", "", "e|e,ee,s|es,s|se"},
    Row{"K1N", "i", "e|e,ee|se"},
    Row{"K1K", "ir", "e,es|e,ee|se"},
    Row{"KK1", "ir", "e|e,ee,se,es"},
    Row{"K1K1", "ir", "e|e,ee,es|se"},
    Row{"K1X", "i", "e|e,ee,s,es|se"},
    Row{"KX1", "i", "e|e,ee,se,s|es"},
    Row{"K1X1", "i", "e|e,ee,s|se,es"},
    Row{"I1N", "", "e,s|e,ee|se"},
    Row{"I1K", "r", "e,es,s|e,ee|se"},
    Row{"IK1", "r", "e,s|e,ee,se,es"},
    Row{"I1K1", "r", "e,s|e,ee,es|se"},
    Row{"I1X", "", "e,s|e,ee,s,es|se"},
    Row{"IX1", "", "e,s|e,ee,se,s|es"},
    Row{"I1X1", "", "e,s|e,ee,s|se,es"},
};

/// Takes the text before the separator off the front.
std::string_view take(std::string_view& text, char separator)
{
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return part;
}

Token token_named(std::string_view name)
{
    if (name.size() == 1)
        return name == "e" ? Token::e : Token::s;
    if (name.front() == 'e')
        return name == "ee" ? Token::ee : Token::es;
    return name == "se" ? Token::se : Token::ss;
}

Pattern expand(const Row& row)
{
    Pattern out{row.known.starts_with('i'), row.known.ends_with('r'), {}};
    for (auto messages = row.messages; !messages.empty();) {
        auto tokens = take(messages, '|');
        auto& message = out.messages.emplace_back();
        while (!tokens.empty())
            message.push_back(token_named(take(tokens, ',')));
    }
    return out;
}

/// psk0 begins the first message, pskN ends message N; none comes twice.
bool apply_modifier(Pattern& pattern, std::string_view modifier)
{
    if (!modifier.starts_with("psk") || modifier.size() != 4 || modifier[3] < '0' || modifier[3] > '9')
        return false;
    const auto place = static_cast<std::size_t>(modifier[3] - '0');
    if (place > pattern.messages.size())
        return false;
    auto& message = pattern.messages[place == 0 ? 0 : place - 1];
    if ((place == 0 ? message.front() : message.back()) == Token::psk)
        return false;
    message.insert(place == 0 ? message.begin() : message.end(), Token::psk);
    return true;
}

} // namespace

std::size_t Pattern::psk_count() const
{
    std::size_t count = 0;
    for (const auto& message : messages)
        count += static_cast<std::size_t>(std::count(message.begin(), message.end(), Token::psk));
    return count;
}

bool Pattern::needs_static(bool initiator) const
{
    const auto own = initiator ? Token::se : Token::es;
    for (std::size_t i = 0; i < messages.size(); ++i)
        for (const auto token : messages[i])
            if (token == own || token == Token::ss || (token == Token::s && (i % 2 == 0) == initiator))
                return true;
    return initiator ? initiator_static_known : responder_static_known;
}

Result<Pattern> find_pattern(std::string_view name)
{
    const auto end = std::min(name.find("psk"), name.size());
    const auto* row = std::find_if(kTable.begin(), kTable.end(), [&](const Row& candidate) {
        return candidate.name == name.substr(0, end);
    });
    auto modifiers = name.substr(end);
    if (row == kTable.end() || modifiers.ends_with('+'))
        return Errc::unsupported;
    auto pattern = expand(*row);
    while (!modifiers.empty())
        if (!apply_modifier(pattern, take(modifiers, '+')))
            return Errc::unsupported;
    return pattern;
}

std::vector<std::string_view> pattern_names()
{
    std::vector<std::string_view> out(kTable.size());
    std::transform(kTable.begin(), kTable.end(), out.begin(), [](const Row& row) { return row.name; });
    return out;
}

} // namespace cordee::crypto::noise
