// The person's place at `cordee plugin run`: what both sides say, and what is typed to them.
#pragma once

#include "core/author/pair.hpp"
#include "core/endpoint/terminal.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>

namespace cordee::cli {

/// A line that is typed goes to the operator's side; after "client:" to the client's. A number answers the
/// side's question; a line that begins with "/" is a command of this program. /help lists them.
class PluginBench final : public author::Pair::Watcher {
public:
    /// `shown` gets every line that is shown; `quit` is called when the person wants no more.
    PluginBench(endpoint::Terminal& terminal, std::function<void(std::string_view)> shown,
                std::function<void()> quit)
        : terminal_{terminal}, shown_{std::move(shown)}, quit_{std::move(quit)}
    {}

    /// Whom lines go to from now on; null: nobody.
    void take(author::Pair* pair, const plugin::Manifest& manifest);
    void typed(const std::string& line);
    void tell(cordee_side side, std::string_view text);

    void log(cordee_side side, cordee_log_level level, std::string_view text) override;
    void show(cordee_side side, std::string_view text) override;
    void ask(cordee_side side, const plugin::Question& question) override;
    void withdraw(cordee_side side, std::uint32_t question) override;
    void reported(cordee_side side, const plugin::TaskReport& report) override;
    void record(cordee_side side, const std::string& act, const std::string& facts) override;
    void restarted(cordee_side side) override;
    void ended(cordee_side side, const std::string& why) override;

private:
    void command(cordee_side side, const std::string& word, const std::string& rest);
    bool answer(cordee_side side, const std::string& text);
    void permit(const std::string& permission, bool permitted);
    void shape(const std::string& text);

    endpoint::Terminal& terminal_;
    std::function<void(std::string_view)> shown_;
    std::function<void()> quit_;
    author::Pair* pair_ = nullptr;
    std::set<std::string> permissions_;
    std::map<cordee_side, plugin::Question> questions_; ///< the newest of each side
    std::uint32_t tasks_ = 0;
};

} // namespace cordee::cli
