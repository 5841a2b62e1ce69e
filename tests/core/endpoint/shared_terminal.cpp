#include "core/endpoint/shared_terminal.hpp"

#include "tests/core/endpoint/fake_terminal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;

namespace {

namespace asio = boost::asio;

/// A person who types when the test says so.
class SlowTerminal : public FakeTerminal {
public:
    explicit SlowTerminal(const asio::any_io_executor& strand) : typed_{strand} {}

    asio::awaitable<Result<std::string>> ask(std::string question) override
    {
        asked.push_back(std::move(question));
        return line();
    }
    asio::awaitable<Result<std::string>> read_line() override
    {
        ++reads;
        return line();
    }
    void type(std::string text)
    {
        answers.push_back(std::move(text));
        typed_.notify();
    }
    int reads = 0;

private:
    asio::awaitable<Result<std::string>> line()
    {
        while (answers.empty())
            co_await typed_.wait();
        auto out = answers.front();
        answers.pop_front();
        co_return out;
    }
    Signal typed_;
};

struct SharedTerminalFixture {
    asio::io_context context;
    SlowTerminal person{context.get_executor()};
    SharedTerminal terminal{person, context.get_executor()};
    std::vector<std::string> got;

    void start(asio::awaitable<Result<std::string>> line, std::string what)
    {
        asio::co_spawn(context, keep(std::move(line), std::move(what)), asio::detached);
        poll();
    }
    asio::awaitable<void> keep(asio::awaitable<Result<std::string>> line, std::string what)
    {
        const auto typed = co_await std::move(line);
        got.push_back(what + ": " + typed.value());
    }
    void poll()
    {
        context.restart();
        context.poll();
    }
    void type(const std::string& text)
    {
        person.type(text);
        poll();
    }
};

using List = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(shared_terminal, SharedTerminalFixture)

BOOST_AUTO_TEST_CASE(questions_come_one_after_the_other)
{
    start(terminal.ask("one?"), "one");
    start(terminal.ask("two?"), "two");
    BOOST_TEST(person.asked == List{"one?"});
    type("yes");
    BOOST_TEST((person.asked == List{"one?", "two?"}));
    type("no");
    BOOST_TEST((got == List{"one: yes", "two: no"}));
}

BOOST_AUTO_TEST_CASE(a_question_comes_before_commands)
{
    start(terminal.read_line(), "command");
    start(terminal.ask("sure?"), "sure");
    type("yes");
    BOOST_TEST(got == List{"sure: yes"});
    BOOST_TEST(person.reads == 2);
    type("give");
    BOOST_TEST((got == List{"sure: yes", "command: give"}));
}

BOOST_AUTO_TEST_SUITE_END()
