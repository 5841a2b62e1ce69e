#include "core/endpoint/session_terminal.hpp"

#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/files_to_give.hpp"
#include "core/endpoint/typed_words.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

/// So many lines wait for a module.
constexpr std::size_t kEarlyMost = 100;

std::string left_of(const SessionTerminal::Command& command)
{
    return command.name + (command.arguments.empty() ? "" : " " + command.arguments);
}

} // namespace

SessionTerminal::SessionTerminal(const asio::any_io_executor& strand, Terminal& terminal)
    : terminal_{terminal}, reading_{strand}
{
    commands_ = {
        {"send", "FILE...", [] { return tr("send files or folders to the other side, with file-transfer"); },
         [this](const auto& rest) { send(rest); }},
        {"stop", "[MODULE]", [] { return tr("end a module, or without a name the session"); },
         [this](const auto& rest) { stop(rest); }},
        {"modules", "", [] { return tr("list the modules of this session"); },
         [this](const auto&) { list(); }},
        {"help", "", [] { return tr("list the commands"); }, [this](const auto&) { help(); }},
    };
}

void SessionTerminal::add(std::vector<Command> commands)
{
    commands_.insert(commands_.begin(), std::make_move_iterator(commands.begin()),
                     std::make_move_iterator(commands.end()));
}

void SessionTerminal::came(session::Session& session, SessionModules& modules)
{
    here_.push_back({&session, &modules});
    modules.when_line_taker_changes([this] { settle(); });
    if (here_.size() == 1)
        reading_.spawn(read());
}

void SessionTerminal::left(session::Session& session)
{
    for (const auto& one : here_)
        if (one.session == &session)
            one.modules->when_line_taker_changes([] {});
    std::erase_if(here_, [&](const Here& one) { return one.session == &session; });
    if (here_.empty()) {
        early_.clear();
        reading_.cancel();
    }
}

asio::awaitable<void> SessionTerminal::join()
{
    co_await reading_.join();
}

asio::awaitable<void> SessionTerminal::read()
{
    for (;;) {
        auto line = co_await terminal_.read_line();
        if (!line || here_.empty())
            co_return;
        obey(std::move(*line));
    }
}

void SessionTerminal::obey(std::string line)
{
    while (!line.empty() && (line.back() == '\r' || line.back() == '\n'))
        line.pop_back();
    // A slash marks a command where lines go to a module; those that are not known here may be the module's.
    const bool marked = line.starts_with('/') && !line.starts_with("//");
    const auto as_command = marked ? line.substr(1) : line;
    if (auto* to = taker(); to != nullptr && !(marked && find(as_command) != commands_.end()))
        return to->type(line);
    if (is_early(line, marked))
        return keep(std::move(line));
    if (!trimmed(as_command).empty())
        command(as_command);
}

LineTaker SessionTerminal::expected() const
{
    auto out = LineTaker::none;
    for (const auto& one : here_)
        out = std::max(out, one.modules->line_taker());
    return out;
}

bool SessionTerminal::is_early(const std::string& line, bool marked) const
{
    const auto taker = expected();
    return !marked && !trimmed(line).empty() &&
           (taker == LineTaker::comes || (taker == LineTaker::may_come && find(line) == commands_.end()));
}

void SessionTerminal::keep(std::string line)
{
    if (early_.size() < kEarlyMost)
        return early_.push_back(std::move(line));
    terminal_.say(tr("too much was typed before a module runs that takes it; this line is lost"));
}

void SessionTerminal::settle()
{
    auto* const to = taker();
    if (to == nullptr && expected() != LineTaker::none)
        return;
    for (auto& line : std::exchange(early_, {}))
        to != nullptr ? to->type(line) : command(line);
}

SessionTerminal::Commands::const_iterator SessionTerminal::find(const std::string& line) const
{
    const auto name = typed_command(line).name;
    return std::ranges::find_if(commands_, [&](const auto& command) { return command.name == name; });
}

void SessionTerminal::command(const std::string& line)
{
    const auto typed = typed_command(line);
    const auto found = find(line);
    if (found == commands_.end())
        return terminal_.say(
            trf("there is no command '{}'; help lists those that there are", printable(typed.name)));
    found->run(typed.rest);
}

void SessionTerminal::help() const
{
    std::size_t width = 0;
    for (const auto& command : commands_)
        width = std::max(width, left_of(command).size());
    for (const auto& command : commands_)
        terminal_.say(fmt::format("  {:<{}}  {}", left_of(command), width, command.help()));
    if (const auto* to = taker())
        terminal_.say(trf("put a / before a command; other lines go to {}", to->line_taker()));
}

void SessionTerminal::list() const
{
    for (const auto& one : here_)
        one.modules->list();
}

void SessionTerminal::stop(const std::string& module)
{
    bool found = false;
    for (const auto& one : std::vector{here_}) {
        if (module.empty())
            one.modules->end_session();
        else if (one.modules->runs(module))
            one.modules->stop(module);
        else
            continue;
        found = true;
    }
    if (!found)
        terminal_.say(trf("{} does not run", printable(module)));
}

void SessionTerminal::send(const std::string& files)
{
    try {
        const auto given = files_to_give(files);
        const auto at = std::ranges::find_if(here_, [](const auto& one) {
            return one.modules->runs(kFileTransfer) || one.modules->granted(kFileTransfer);
        });
        if (at == here_.end())
            throw UserError{std::string{tr("file-transfer is not permitted in this session")},
                            std::string{tr("the operator begins it with --module file-transfer")}};
        at->modules->send(given);
    } catch (const UserError& error) {
        terminal_.say(error.what());
        terminal_.say(error.hint());
    }
}

PluginModules* SessionTerminal::taker() const
{
    for (const auto& one : here_)
        if (!one.modules->plugins().line_taker().empty())
            return &one.modules->plugins();
    return nullptr;
}

} // namespace cordee::endpoint
