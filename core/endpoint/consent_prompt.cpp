#include "core/endpoint/consent_prompt.hpp"

#include "core/base/language.hpp"
#include "core/base/options.hpp"
#include "core/endpoint/files_to_give.hpp"
#include "core/endpoint/invite.hpp"
#include "core/plugin/manifest.hpp"
#include "core/session/rights.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

using Permissions = std::vector<std::string>;

bool has(const Permissions& list, std::string_view permission)
{
    return std::find(list.begin(), list.end(), permission) != list.end();
}

std::string joined(const Permissions& list)
{
    std::string out;
    for (const auto& one : list)
        out += (out.empty() ? "" : ", ") + one;
    return out;
}

/// What everybody meets has words of its own.
std::string what_is_asked(const session::ConsentRequest& request)
{
    const bool remote_control = request.module == kRemoteControl;
    if (remote_control && request.permissions == Permissions{"view"})
        return std::string{tr("to see this desktop")};
    if (remote_control && request.permissions.size() == 2 && has(request.permissions, "view") &&
        has(request.permissions, "input"))
        return std::string{tr("to see this desktop and to control it with keyboard and pointer")};
    if (request.module == kFileTransfer && request.permissions == Permissions{"send"})
        return std::string{tr("to send you files")};
    if (request.module == kFileTransfer && request.permissions == Permissions{"fetch"})
        return std::string{tr("to fetch files from your folder for downloads")};
    if (request.module == kFileTransfer && request.permissions.size() == 2 &&
        has(request.permissions, "send") && has(request.permissions, "fetch"))
        return std::string{tr("to send you files, and to fetch files from your folder for downloads")};
    return trf("to use {} with the permissions {}", request.module, joined(request.permissions));
}

enum class Answer { yes, view_only, no, unclear };

/// English and French letters, whatever the language of the question.
Answer understand(std::string_view line, bool view_only_possible)
{
    const char first = line.empty() ? ' ' : line.front();
    if (first == 'y' || first == 'Y' || first == 'o' || first == 'O')
        return Answer::yes;
    if (view_only_possible && (first == 'v' || first == 'V'))
        return Answer::view_only;
    if (first == 'n' || first == 'N')
        return Answer::no;
    return Answer::unclear;
}

/// What a word of --accept allows. Nothing, when it is none: a word that was mistyped must not go unnoticed.
Permissions named_by(std::string_view word)
{
    constexpr std::string_view kOther = "permission:";
    if (word == "control")
        return {"view", "input"};
    if (word == "view" || word == "send" || word == "fetch" || word == "chat" || word == kColleague)
        return {std::string{word}};
    if (word.starts_with(kOther) && plugin::is_name(word.substr(kOther.size())))
        return {std::string{word.substr(kOther.size())}};
    return {};
}

} // namespace

Permissions parse_accept(const std::string& text)
{
    Permissions out;
    for (std::size_t at = 0; at <= text.size();) {
        const auto comma = std::min(text.find(',', at), text.size());
        const auto word = text.substr(at, comma - at);
        const auto permissions = named_by(word);
        if (permissions.empty())
            throw UsageError{trf("--accept does not know '{}'", word),
                             std::string{tr("it takes view, control, send, fetch, chat, colleague, and "
                                            "permission:NAME, or several with commas")}};
        for (const auto& permission : permissions)
            if (!has(out, permission))
                out.push_back(permission);
        at = comma + 1;
    }
    return out;
}

ConsentPrompt::ConsentPrompt(Terminal& terminal, std::optional<Permissions> accept)
    : terminal_{terminal}, accept_{std::move(accept)}
{}

void ConsentPrompt::check_can_answer() const
{
    if (!accept_ && !terminal_.interactive())
        throw UserError{
            std::string{tr("there is no terminal in which you could be asked for permission")},
            std::string{
                tr("start it in a terminal, or say beforehand what may be done: --accept view,control")}};
}

boost::asio::awaitable<Permissions> ConsentPrompt::ask(const session::ConsentRequest& request)
{
    declined_ = false;
    asked_ = what_is_asked(request);
    Permissions allowed;
    if (!accept_) {
        allowed = co_await ask_person(request);
    } else {
        auto accepted = *accept_;
        std::erase(accepted, kColleague); // no permission of a module
        allowed = session::intersect(request.permissions, accepted);
    }
    declined_ = allowed.empty();
    co_return allowed;
}

boost::asio::awaitable<bool> ConsentPrompt::ask_colleague(std::string inviter, std::string name,
                                                          std::string organisation)
{
    terminal_.say(trf("{} invites {} of {} as operator", inviter, name, organisation));
    if (accept_) {
        const bool allowed = has(*accept_, kColleague);
        if (!allowed)
            terminal_.say(tr("--accept does not allow a colleague; nothing has changed"));
        co_return allowed;
    }
    const auto question = fmt::format("{} ", tr("Allow it? [y]es, [n]o:"));
    for (;;) {
        const auto line = co_await terminal_.ask(question);
        const auto answer = line ? understand(*line, false) : Answer::no;
        if (answer == Answer::yes || answer == Answer::no)
            co_return answer == Answer::yes;
    }
}

void ConsentPrompt::conclude_declined() const
{
    if (accept_)
        throw UserError{
            trf("the operator asked {}, which --accept does not allow", asked_),
            std::string{tr("agree on what is needed, then join a new link with that in --accept")}};
    terminal_.say(tr("you declined, and the session has ended"));
}

boost::asio::awaitable<Permissions> ConsentPrompt::ask_person(session::ConsentRequest request)
{
    const bool view_only_possible = request.permissions.size() > 1 && has(request.permissions, "view");
    terminal_.say(trf("{}, {}, asks {}", request.operator_name, request.organisation, asked_));
    const auto question = fmt::format("{} ", view_only_possible ? tr("Allow it? [y]es, [v]iew only, [n]o:")
                                                                : tr("Allow it? [y]es, [n]o:"));
    for (;;) {
        const auto line = co_await terminal_.ask(question);
        if (!line)
            co_return Permissions{};
        switch (understand(*line, view_only_possible)) {
        case Answer::yes:
            co_return request.permissions;
        case Answer::view_only:
            co_return Permissions{"view"};
        case Answer::no:
            co_return Permissions{};
        case Answer::unclear:
            break;
        }
    }
}

} // namespace cordee::endpoint
