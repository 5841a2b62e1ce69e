// What a person types in a terminal while sessions run: commands, and lines for the module that takes them.
#pragma once

#include "core/base/task_group.hpp"
#include "core/endpoint/session_modules.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::endpoint {

/// Lives on one strand; the terminal outlives it. A command begins with a slash where a module takes lines,
/// and may do so anywhere; two slashes are one that is meant for the module. What is typed while such a
/// module is on its way waits for it; as long as that is not sure, commands without a slash are commands.
class SessionTerminal {
public:
    struct Command {
        std::string name;
        std::string arguments; ///< as the help shows them
        std::string_view (*help)();
        /// `rest` is what follows the name, trimmed.
        std::function<void(const std::string& rest)> run;
    };

    /// With the commands that each side has.
    SessionTerminal(const boost::asio::any_io_executor& strand, Terminal& terminal);
    /// They are shown before the others.
    void add(std::vector<Command> commands);

    /// Reads as long as there is a session.
    void came(session::Session& session, SessionModules& modules);
    void left(session::Session& session);
    /// After the last session's end and before destruction.
    boost::asio::awaitable<void> join();

    void obey(std::string line);

private:
    struct Here {
        session::Session* session;
        SessionModules* modules;
    };

    using Commands = std::vector<Command>;

    boost::asio::awaitable<void> read();
    [[nodiscard]] Commands::const_iterator find(const std::string& line) const;
    void command(const std::string& line);
    void help() const;
    void list() const;
    void stop(const std::string& module);
    void send(const std::string& files);
    /// Where a line goes that is no command; null: nowhere.
    [[nodiscard]] PluginModules* taker() const;
    [[nodiscard]] LineTaker expected() const;
    [[nodiscard]] bool is_early(const std::string& line, bool marked) const;
    void keep(std::string line);
    /// What was kept goes to the module that takes it now, or is a command when none comes any more.
    void settle();

    Terminal& terminal_;
    Commands commands_;
    std::vector<Here> here_;         ///< in the order in which they came
    std::vector<std::string> early_; ///< lines for a module that is on its way
    TaskGroup reading_;
};

} // namespace cordee::endpoint
