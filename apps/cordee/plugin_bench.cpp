#include "apps/cordee/plugin_bench.hpp"

#include "core/base/language.hpp"

#include <charconv>
#include <csignal>
#include <cstdlib>
#include <sstream>

namespace cordee::cli {
namespace {

std::string_view name_of_side(cordee_side side)
{
    return side == CORDEE_SIDE_CONTROLLED ? "client" : "operator";
}

std::string task_text(const plugin::TaskReport& report)
{
    switch (report.state) {
    case CORDEE_TASK_RUNNING:
        return trf("task {} is running", report.task);
    case CORDEE_TASK_PAUSED:
        return trf("task {} is paused", report.task);
    case CORDEE_TASK_DONE:
        return trf("task {} is done", report.task);
    case CORDEE_TASK_FAILED:
        return trf("task {} failed", report.task);
    case CORDEE_TASK_CANCELLED:
        break;
    }
    return trf("task {} was cancelled", report.task);
}

std::string_view level_text(cordee_log_level level)
{
    switch (level) {
    case CORDEE_LOG_DEBUG:
        return "debug: ";
    case CORDEE_LOG_INFO:
        return "info: ";
    case CORDEE_LOG_WARNING:
        return "warning: ";
    case CORDEE_LOG_ERROR:
        break;
    }
    return "error: ";
}

std::optional<std::uint32_t> small_number(const std::string& text)
{
    std::uint32_t out = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc{} || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return out;
}

/// "client: text" -> the side, and the text.
std::pair<cordee_side, std::string> addressed(const std::string& line)
{
    for (const auto side : {CORDEE_SIDE_CONTROLLED, CORDEE_SIDE_CONTROLLING}) {
        const auto name = std::string{name_of_side(side)} + ":";
        if (!line.starts_with(name))
            continue;
        const auto begin = line.find_first_not_of(' ', name.size());
        return {side, begin == std::string::npos ? std::string{} : line.substr(begin)};
    }
    return {CORDEE_SIDE_CONTROLLING, line};
}

} // namespace

void PluginBench::take(author::Pair* pair, const plugin::Manifest& manifest)
{
    pair_ = pair;
    permissions_ = {manifest.permissions.begin(), manifest.permissions.end()};
    questions_.clear();
}

void PluginBench::tell(cordee_side side, std::string_view text)
{
    std::istringstream lines{std::string{text}};
    for (std::string line; std::getline(lines, line);) {
        terminal_.print(fmt::format("{:<8} | {}", name_of_side(side), line));
        shown_(line);
    }
}

void PluginBench::typed(const std::string& line)
{
    if (pair_ == nullptr)
        return;
    const auto [side, text] = addressed(line);
    if (answer(side, text))
        return;
    if (!text.starts_with("/"))
        return pair_->half(side).typed(text);
    const auto space = text.find(' ');
    command(side, text.substr(1, space - 1),
            space == std::string::npos ? std::string{} : text.substr(space + 1));
}

bool PluginBench::answer(cordee_side side, const std::string& text)
{
    const auto question = questions_.find(side);
    const auto choice = small_number(text);
    if (question == questions_.end() || !choice || *choice < 1 || *choice > question->second.choices.size())
        return false;
    pair_->half(side).answer(question->second.number, *choice - 1);
    questions_.erase(question);
    return true;
}

void PluginBench::command(cordee_side side, const std::string& word, const std::string& rest)
{
    auto& half = pair_->half(side);
    const auto task = small_number(rest);
    if (word == "begin")
        half.begin(++tasks_, rest.empty() ? "{}" : rest);
    else if (word == "pause" && task)
        half.act(*task, CORDEE_TASK_PAUSE);
    else if (word == "go-on" && task)
        half.act(*task, CORDEE_TASK_GO_ON);
    else if (word == "cancel" && task)
        half.act(*task, CORDEE_TASK_CANCEL);
    else if (word == "drop" && !rest.empty())
        half.dropped({rest});
    else if (word == "give" || word == "take")
        permit(rest, word == "give");
    else if (word == "kill" && half.process_id() > 0)
        ::kill(half.process_id(), SIGKILL);
    else if (word == "link")
        shape(rest);
    else if (word == "quit")
        quit_();
    else if (word.starts_with("/"))
        half.typed(word + (rest.empty() ? "" : " " + rest));
    else
        terminal_.say(tr("a line goes to the operator's side, after client: to the client's; //x sends /x\n"
                         "/begin JSON, /pause N, /go-on N, /cancel N: tasks\n"
                         "/give PERMISSION, /take PERMISSION: on both sides\n"
                         "/drop NAME: a file was given to the session\n"
                         "/kill: end the side's process; /link RATE DELAY: change the path; /quit"));
}

void PluginBench::permit(const std::string& permission, bool permitted)
{
    if (permitted)
        permissions_.insert(permission);
    else
        permissions_.erase(permission);
    for (const auto side : {CORDEE_SIDE_CONTROLLED, CORDEE_SIDE_CONTROLLING})
        pair_->half(side).permissions({permissions_.begin(), permissions_.end()});
}

void PluginBench::shape(const std::string& text)
{
    std::istringstream in{text};
    std::string rate;
    std::string delay = "0ms";
    in >> rate >> delay;
    const auto bits = author::parse_rate(rate);
    const auto time = author::parse_delay(delay);
    if (bits && time)
        pair_->shape({*bits, *time});
    else
        terminal_.say(tr("/link takes a rate and a delay, as in /link 256k 40ms"));
}

void PluginBench::log(cordee_side side, cordee_log_level level, std::string_view text)
{
    tell(side, fmt::format("{}{}", level_text(level), text));
}

void PluginBench::show(cordee_side side, std::string_view text)
{
    tell(side, text);
}

void PluginBench::ask(cordee_side side, const plugin::Question& question)
{
    tell(side, question.text);
    std::size_t number = 0;
    for (const auto& choice : question.choices)
        tell(side, fmt::format("  {}: {}", ++number, choice));
    questions_[side] = question;
}

void PluginBench::withdraw(cordee_side side, std::uint32_t question)
{
    const auto found = questions_.find(side);
    if (found == questions_.end() || found->second.number != question)
        return;
    questions_.erase(found);
    tell(side, tr("(the question was withdrawn)"));
}

void PluginBench::reported(cordee_side side, const plugin::TaskReport& report)
{
    auto line = task_text(report);
    if (report.total != CORDEE_TASK_UNKNOWN && report.total != 0)
        line += fmt::format(", {} / {}", report.done, report.total);
    for (const auto& text : {report.title, report.detail})
        if (!text.empty())
            line += ", " + text;
    tell(side, line);
}

void PluginBench::record(cordee_side side, const std::string& act, const std::string& facts)
{
    tell(side, trf("on record: {} {}", act, facts));
}

void PluginBench::restarted(cordee_side side)
{
    tell(side, tr("(a new process is active)"));
}

void PluginBench::ended(cordee_side side, const std::string& why)
{
    tell(side, "(" + why + ")");
}

} // namespace cordee::cli
