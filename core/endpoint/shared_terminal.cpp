#include "core/endpoint/shared_terminal.hpp"

#include "core/base/race.hpp"

#include <utility>

namespace cordee::endpoint {
namespace {

/// Holds a turn for its life.
class Turn {
public:
    Turn(bool& taken, Signal& changed) : taken_{taken}, changed_{changed} { taken_ = true; }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn()
    {
        taken_ = false;
        changed_.notify();
    }

private:
    bool& taken_;
    Signal& changed_;
};

} // namespace

SharedTerminal::SharedTerminal(Terminal& terminal, const boost::asio::any_io_executor& strand)
    : terminal_{terminal}, changed_{strand}
{}

boost::asio::awaitable<Result<std::string>> SharedTerminal::ask(std::string question)
{
    while (asking_)
        co_await changed_.wait();
    const Turn turn{asking_, changed_};
    changed_.notify();
    while (reading_) // until the reader has let go of the terminal
        co_await changed_.wait();
    co_return co_await terminal_.ask(std::move(question));
}

boost::asio::awaitable<Result<std::string>> SharedTerminal::read_line()
{
    for (;;) {
        while (asking_)
            co_await changed_.wait();
        const Turn turn{reading_, changed_};
        auto line = co_await race(terminal_.read_line(), until_asked());
        if (line || line.error() != Errc::refused)
            co_return line;
    }
}

/// Errc::refused: a question comes first.
boost::asio::awaitable<Result<std::string>> SharedTerminal::until_asked()
{
    while (!asking_)
        co_await changed_.wait();
    co_return Errc::refused;
}

} // namespace cordee::endpoint
