#include "core/endpoint/module_questions.hpp"

#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;

namespace {

namespace asio = boost::asio;

/// A person who is there, and types when the test says so.
class Desk : public FakeTerminal {
public:
    explicit Desk(const asio::any_io_executor& strand) : typed_{strand} {}
    [[nodiscard]] bool interactive() const override { return there; }
    asio::awaitable<Result<std::string>> ask(std::string question) override
    {
        asked.push_back(std::move(question));
        while (answers.empty())
            co_await typed_.wait();
        auto out = answers.front();
        answers.pop_front();
        co_return out;
    }
    void type(std::string text)
    {
        answers.push_back(std::move(text));
        typed_.notify();
    }
    bool there = true;

private:
    Signal typed_;
};

struct Asking {
    ~Asking()
    {
        auto close = [](ModuleQuestions& which) -> asio::awaitable<bool> {
            co_await which.close();
            co_return true;
        };
        for (auto* each : {&questions, &allowed, &impatient})
            run_awaitable(context, close(*each));
    }
    void ask(ModuleQuestions& of, std::uint32_t number)
    {
        of.ask({"chat",
                this,
                number,
                "may file " + std::to_string(number) + " come in?",
                {"no", "once", "always"},
                [this, number](std::uint32_t choice) {
                    got.push_back(std::to_string(number) + ":" + std::to_string(choice));
                }});
        poll();
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

    asio::io_context context;
    Desk person{context.get_executor()};
    ModuleQuestions questions{context.get_executor(), person, false};
    ModuleQuestions allowed{context.get_executor(), person, true};
    ModuleQuestions impatient{context.get_executor(), person, false, std::chrono::milliseconds{5}};
    std::vector<std::string> got;
};

using Got = std::vector<std::string>;

} // namespace

BOOST_FIXTURE_TEST_SUITE(module_questions, Asking)

BOOST_AUTO_TEST_CASE(they_come_one_after_the_other_with_numbered_choices)
{
    ask(questions, 1);
    ask(questions, 2);
    BOOST_TEST(person.asked == Got{"chat asks: may file 1 come in?\n  1  no\n  2  once\n  3  always\n"
                                   "Type the number of your choice, 1 to 3: "});
    type("2");
    BOOST_TEST(got == Got{"1:1"});
    BOOST_REQUIRE(person.asked.size() == 2U);
    BOOST_TEST(person.asked[1].starts_with("chat asks: may file 2"));
    type(" 3 ");
    BOOST_TEST((got == Got{"1:1", "2:2"}));
}

BOOST_AUTO_TEST_CASE(what_is_no_choice_is_asked_again)
{
    ask(questions, 1);
    for (const char* wrong : {"", "0", "4", "yes", "1x", "-1", "99999999999"})
        type(wrong);
    BOOST_TEST(got.empty());
    BOOST_TEST(person.asked.size() == 8U);
    type("1");
    BOOST_TEST(got == Got{"1:0"});
}

BOOST_AUTO_TEST_CASE(one_that_is_withdrawn_goes_and_the_next_is_asked)
{
    ask(questions, 1);
    ask(questions, 2);
    ask(questions, 3);
    questions.withdraw(this, 1);
    questions.withdraw(this, 3);
    questions.withdraw(&person, 2); // somebody else's
    poll();
    BOOST_TEST(person.asked.size() == 2U);
    type("3");
    BOOST_TEST(got == Got{"2:2"});
    ask(questions, 4);
    questions.withdraw(this);
    poll();
    BOOST_TEST(got.size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_most_is_taken_where_the_owner_allowed_it_beforehand)
{
    ask(allowed, 1);
    BOOST_TEST(got == Got{"1:2"});
    BOOST_TEST(person.asked.empty());
    BOOST_TEST(person.said == Got{"chat: may file 1 come in? always"});
}

BOOST_AUTO_TEST_CASE(the_least_is_taken_when_nobody_is_there_or_answers)
{
    person.there = false;
    ask(questions, 1);
    BOOST_TEST(got == Got{"1:0"});
    person.there = true;
    ask(impatient, 2);
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (got.size() < 2 && std::chrono::steady_clock::now() < until) {
        context.restart();
        context.run_one_until(until);
    }
    BOOST_TEST((got == Got{"1:0", "2:0"}));
    BOOST_TEST(person.said.back() == "no answer came in time: no");
}

BOOST_AUTO_TEST_SUITE_END()
