#include "core/endpoint/audit_reporter.hpp"

#include "core/base/task_group.hpp"
#include "core/endpoint/broker_error.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

#include <functional>

using namespace cordee;
using namespace cordee::endpoint;

namespace {

namespace asio = boost::asio;

asio::awaitable<int> finished(AuditReporter& reporter)
{
    co_await reporter.finish();
    co_return 0;
}

asio::awaitable<void> say_nothing(json::Object)
{
    asio::steady_timer never{co_await asio::this_coro::executor, std::chrono::hours{1}};
    co_await never.async_wait(asio::use_awaitable);
}

struct Reporting {
    asio::awaitable<void> send(json::Object acts)
    {
        ++tries;
        if (failures > 0) {
            --failures;
            throw BrokerError{code, "no", ""};
        }
        sent.push_back(json::dump(acts));
        const auto heard = json::parse(sent.back()).value(); // as the broker reads it
        const auto events = json::get_objects(*heard, "events").value();
        for (const auto& event : events)
            acts_heard.push_back(json::get_string(*event, "act").value());
        firsts.push_back(json::get_integer(*heard, "first").value());
        co_return;
    }
    void run_for(std::chrono::milliseconds time)
    {
        loop.restart();
        loop.run_for(time);
    }
    void run_until(const std::function<bool()>& done)
    {
        loop.restart();
        const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
        while (!done() && std::chrono::steady_clock::now() < end)
            loop.run_one_for(std::chrono::seconds{1});
    }
    static json::Object facts(const std::string& value)
    {
        auto out = json::make_object();
        out.set("x", value);
        return out;
    }

    using ms = std::chrono::milliseconds;
    asio::io_context loop;
    ManualClock clock;
    int failures = 0;
    int tries = 0;
    std::string code = "unreachable";
    std::vector<std::string> sent;
    std::vector<std::string> acts_heard;
    std::vector<std::int64_t> firsts;
    AuditReporter reporter{loop.get_executor(),
                           clock,
                           system_random(),
                           [this](json::Object acts) { return send(std::move(acts)); },
                           {ms{1}, ms{1}, ms{4}, ms{500}}};
    TaskGroup tasks{loop.get_executor()};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(audit_reporter, Reporting)

BOOST_AUTO_TEST_CASE(acts_are_told_in_batches_with_their_numbers)
{
    for (int i = 0; i < 40; ++i)
        reporter.add("act-" + std::to_string(i));
    reporter.add({"s", "file-transfer", "1.2.3", "KEY", "", "", "", ""}, "file-sent", facts("y"));
    tasks.spawn(reporter.run());
    run_until([&] { return acts_heard.size() == 41; });
    BOOST_TEST((firsts == std::vector<std::int64_t>{1, 33}));
    BOOST_TEST(acts_heard.front() == "act-0");
    BOOST_TEST(sent.back().find(
                   R"("act":"file-sent","module":"file-transfer","version":"1.2.3","publisher":"KEY")") !=
               std::string::npos);
    BOOST_TEST(sent.back().find(R"("facts":{"x":"y"})") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_did_not_arrive_is_told_again_as_it_was)
{
    failures = 3;
    reporter.add("one");
    tasks.spawn(reporter.run());
    run_until([&] { return !acts_heard.empty(); });
    BOOST_TEST(tries == 4);
    BOOST_TEST(firsts.front() == 1);
    reporter.add("two");
    run_until([&] { return acts_heard.size() == 2; });
    BOOST_TEST(firsts.back() == 2);
}

BOOST_AUTO_TEST_CASE(a_broker_that_does_not_know_of_it_is_left_in_peace)
{
    code = "not_found";
    failures = 1;
    reporter.add("one");
    tasks.spawn(reporter.run());
    run_until([&] { return tries == 1; });
    reporter.add("two");
    run_for(ms{20});
    BOOST_TEST(tries == 1);
    BOOST_TEST(acts_heard.empty());
}

BOOST_AUTO_TEST_CASE(there_is_an_end_to_what_waits)
{
    for (int i = 0; i < 1000; ++i)
        reporter.add("act", facts(std::string(10'000, 'x'))); // too long: the act alone
    run_awaitable(loop, finished(reporter));
    BOOST_TEST(acts_heard.size() == 512U);
    BOOST_TEST(sent.front().find("xxx") == std::string::npos);
    reporter.add("later");
    run_awaitable(loop, finished(reporter));
    BOOST_TEST(acts_heard.back() == "acts-not-told");
    BOOST_TEST(sent.back().find(R"("count":488)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_broker_that_says_nothing_keeps_nobody_for_long)
{
    AuditReporter silent{
        loop.get_executor(), clock, system_random(), say_nothing, {ms{1}, ms{1}, ms{4}, ms{50}}};
    silent.add("one");
    const auto begin = std::chrono::steady_clock::now();
    run_awaitable(loop, finished(silent));
    BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds{5}));
}

BOOST_AUTO_TEST_SUITE_END()
