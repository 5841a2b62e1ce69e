// Questions of modules to the person here: one at a time, with choices that are numbered, and for a while
// only.
#pragma once

#include "core/base/signal.hpp"
#include "core/base/task_group.hpp"
#include "core/endpoint/terminal.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// Of one session; lives on its strand. The terminal outlives it.
class ModuleQuestions {
public:
    /// `allowed_beforehand`: the owner allowed the permissions of the session without being asked, so that
    /// the last choice, which allows the most, is taken.
    ModuleQuestions(const boost::asio::any_io_executor& strand, Terminal& terminal, bool allowed_beforehand,
                    std::chrono::milliseconds patience = std::chrono::minutes{2});

    struct Question {
        std::string module;
        const void* asker = nullptr; ///< and the number: which one it is
        std::uint32_t number = 0;
        std::string text;                 ///< printable
        std::vector<std::string> choices; ///< printable; the first allows the least
        /// Called once, never inside ask(); not after withdraw().
        std::function<void(std::uint32_t choice)> answer;
    };
    void ask(Question question);
    void withdraw(const void* asker, std::uint32_t number);
    /// All of them.
    void withdraw(const void* asker);
    /// Nothing is asked from now on. Before destruction.
    boost::asio::awaitable<void> close();

private:
    boost::asio::awaitable<void> ask_all();
    boost::asio::awaitable<Result<std::uint32_t>> choice_of(Question question);
    boost::asio::awaitable<Result<std::uint32_t>> until_withdrawn(const void* asker, std::uint32_t number);
    [[nodiscard]] bool waits(const void* asker, std::uint32_t number) const;
    void answered(const void* asker, std::uint32_t number, std::uint32_t choice);

    Terminal& terminal_;
    bool allowed_beforehand_;
    std::chrono::milliseconds patience_;
    std::list<Question> waiting_; ///< the first one is being asked
    bool asking_ = false;
    Signal changed_;
    TaskGroup tasks_;
};

} // namespace cordee::endpoint
