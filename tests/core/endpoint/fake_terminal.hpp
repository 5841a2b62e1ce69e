// A person who answers what the test says, and a list of everything that was shown.
#pragma once

#include "core/base/signal.hpp"
#include "core/endpoint/terminal.hpp"

#include <deque>
#include <string>
#include <vector>

namespace cordee::endpoint {

class FakeTerminal : public Terminal {
public:
    void print(std::string_view line) override { printed.emplace_back(line); }
    void say(std::string_view line) override { said.emplace_back(line); }
    void show(std::string_view module, std::string_view lines) override
    {
        shown.push_back(std::string{module} + ": " + std::string{lines});
    }
    void status(std::string_view line) override { statuses.emplace_back(line); }
    [[nodiscard]] bool has_status() const override { return with_status; }
    [[nodiscard]] bool interactive() const override { return !answers.empty(); }
    boost::asio::awaitable<Result<std::string>> ask(std::string question) override
    {
        if (hesitates != nullptr)
            co_await hesitates->wait();
        co_return next(std::move(question));
    }
    Result<std::string> ask_secret(std::string_view question) override { return next(std::string{question}); }

    std::deque<std::string> answers;
    Signal* hesitates = nullptr; ///< each answer waits for it
    std::vector<std::string> asked;
    std::vector<std::string> printed;
    std::vector<std::string> said;
    std::vector<std::string> shown;
    std::vector<std::string> statuses;
    bool with_status = false;

private:
    Result<std::string> next(std::string question)
    {
        asked.push_back(std::move(question));
        if (answers.empty())
            return Errc::unsupported;
        auto out = answers.front();
        answers.pop_front();
        return out;
    }
};

} // namespace cordee::endpoint
