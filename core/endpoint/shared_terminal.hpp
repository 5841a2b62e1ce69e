// One terminal for several sessions: their questions come one after the other, and what a person types when
// nothing is asked is a command.
#pragma once

#include "core/base/signal.hpp"
#include "core/endpoint/terminal.hpp"

namespace cordee::endpoint {

/// Lives on one strand; outlives all that ask.
class SharedTerminal final : public Terminal {
public:
    SharedTerminal(Terminal& terminal, const boost::asio::any_io_executor& strand);

    void print(std::string_view line) override { terminal_.print(line); }
    void say(std::string_view line) override { terminal_.say(line); }
    void show(std::string_view module, std::string_view lines) override { terminal_.show(module, lines); }
    void status(std::string_view line) override { terminal_.status(line); }
    [[nodiscard]] bool has_status() const override { return terminal_.has_status(); }
    [[nodiscard]] bool interactive() const override { return terminal_.interactive(); }
    /// Waits for its turn.
    boost::asio::awaitable<Result<std::string>> ask(std::string question) override;
    Result<std::string> ask_secret(std::string_view question) override
    {
        return terminal_.ask_secret(question);
    }
    /// The next line while nothing is asked. One reader at a time.
    boost::asio::awaitable<Result<std::string>> read_line() override;

private:
    boost::asio::awaitable<Result<std::string>> until_asked();

    Terminal& terminal_;
    bool asking_ = false;
    bool reading_ = false;
    Signal changed_;
};

} // namespace cordee::endpoint
