// The output rules of the programs: results to stdout, everything for the person to stderr behind the
// program's name, questions to the terminal itself.
#pragma once

#include "core/base/error.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>

namespace cordee::endpoint {

/// One thread.
class Terminal {
public:
    virtual ~Terminal() = default;

    /// A result that a script may read: one line on stdout.
    virtual void print(std::string_view line) = 0;
    /// For the person: "cordee: …" on stderr.
    virtual void say(std::string_view line) = 0;
    /// Lines of a module, behind its name: never to be taken for the program's own. Control characters were
    /// made visible.
    virtual void show(std::string_view module, std::string_view lines) = 0;
    /// Stays the last line, below all others, until the next call; an empty one takes it away. Only where
    /// has_status() says so.
    virtual void status(std::string_view line) { (void)line; }
    [[nodiscard]] virtual bool has_status() const { return false; }
    /// Is there a person who can answer?
    [[nodiscard]] virtual bool interactive() const = 0;
    /// One line typed by the person; Errc::closed at the end of input, Errc::unsupported when there is
    /// nobody.
    virtual boost::asio::awaitable<Result<std::string>> ask(std::string question) = 0;
    /// One line of what the person types, or a script writes to the program, without a question. Errc::closed
    /// at the end of input, Errc::unsupported when nobody writes. Can be cancelled.
    virtual boost::asio::awaitable<Result<std::string>> read_line() { co_return Errc::unsupported; }
    /// The same as ask() without showing what is typed. Blocks: to be used before anything else runs.
    virtual Result<std::string> ask_secret(std::string_view question) = 0;
};

} // namespace cordee::endpoint
