// What a plugin can use beside messages, through a real plugin host; and what becomes of it when the process,
// the other half or the module ends.
#include "core/plugin/event_frame.hpp"
#include "core/plugin/host_frame.hpp"
#include "core/plugin/message_memory.hpp"
#include "tests/core/plugin/supervised.hpp"

#include <cordee/ext/consent.h>
#include <cordee/ext/lines.h>

#include <boost/test/unit_test.hpp>

#include <csignal>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;

namespace {

struct Versatile : Supervised {
    explicit Versatile(plugin::Launch launch = launch_of("versatile"))
        : Supervised{with_lines(std::move(launch))}
    {
        BOOST_REQUIRE(run(supervisor.start()).has_value());
    }
    static plugin::Launch with_lines(plugin::Launch launch)
    {
        launch.lines = true;
        return launch;
    }
    void until_told(const std::string& text) { until_event("message " + text); }
};

std::string status(cordee_status value)
{
    return std::to_string(value);
}

} // namespace

BOOST_AUTO_TEST_SUITE(extensions)

BOOST_AUTO_TEST_CASE(timers_expire_once_in_order_and_from_any_thread)
{
    Versatile it;
    it.order("timer 1 60");
    it.order("timer 2 20");
    it.order("timer 3 20");
    it.order("thread-timer 4 0");
    it.until_told("expired 1");
    const auto place = [&](const std::string& event) {
        return std::find(it.events.begin(), it.events.end(), "message " + event) - it.events.begin();
    };
    BOOST_TEST(place("expired 4") < place("expired 2"));
    BOOST_TEST(place("expired 2") < place("expired 3"));
    BOOST_TEST(place("expired 3") < place("expired 1"));
    it.order("timer 5 5");
    it.until_told("expired 5");
    BOOST_TEST(it.count("message expired 2") == 1U);
}

BOOST_AUTO_TEST_CASE(a_timer_that_is_stopped_or_begun_anew_does_not_expire_before)
{
    Versatile it;
    it.order("timer 1 30");
    it.order("stop-timer 1");
    it.order("timer 2 30");
    it.order("timer 2 90");
    it.order("timer 3 60");
    it.order("stopping"); // one that is due is stopped by another that is due
    it.until_told("expired 3");
    BOOST_TEST(!it.seen("message expired 1"));
    BOOST_TEST(!it.seen("message expired 2"));
    it.until_told("expired 2");
    BOOST_TEST(!it.seen("message expired 1002"));
}

BOOST_AUTO_TEST_CASE(timers_are_counted_and_do_not_keep_messages_waiting)
{
    Versatile it;
    BOOST_TEST(it.ask("timers") == "64 0");
    Versatile busy;
    busy.order("timer 1000 0"); // starts itself anew a thousand times
    BOOST_TEST(busy.ask("alive") == "0");
    busy.order("alive");
    busy.until_told("alive");
    busy.until_told("expired 1000");
}

BOOST_AUTO_TEST_CASE(timers_end_with_the_process_and_with_the_module)
{
    auto launch = launch_of("versatile", "late");
    Versatile it{launch};
    it.order("timer 1 100");
    it.ask("alive");
    ::kill(it.supervisor.process_id(), SIGKILL);
    it.until_event("restarted");
    it.pass(std::chrono::milliseconds{150});
    BOOST_TEST(!it.seen("message expired 1"));
    it.run(it.supervisor.stop());
    BOOST_TEST(it.seen("log 3 timer 4 show 4")); // CORDEE_CLOSED
}

BOOST_AUTO_TEST_CASE(settings_are_read_and_change)
{
    auto launch = launch_of("versatile");
    launch.settings = {{"greeting", "hello"}, {"rate", "12"}};
    Versatile it{launch};
    BOOST_TEST(it.ask("setting greeting") == "hello");
    BOOST_TEST(it.ask("setting rate") == "12");
    BOOST_TEST(it.ask("setting other") == "none");
    BOOST_TEST(it.ask("small-setting greeting") == status(CORDEE_TOO_LARGE) + " 5");
    BOOST_TEST(it.ask("small-setting other") == status(CORDEE_INVALID) + " 2");
    it.supervisor.settings({{"greeting", std::string(4096, 'x')}});
    it.until_told("settings");
    BOOST_TEST(it.ask("setting greeting") == std::string(4096, 'x'));
    ::kill(it.supervisor.process_id(), SIGKILL);
    it.until_event("restarted");
    BOOST_TEST(it.ask("setting greeting").size() == 4096U); // the next process has them, too
}

BOOST_AUTO_TEST_CASE(lines_are_shown_and_typed)
{
    Versatile it;
    BOOST_TEST(it.ask("show hello/wor\x1b[31mld") == status(CORDEE_OK));
    BOOST_TEST(it.seen("show hello\nwor\xef\xbf\xbd[31mld"));
    it.supervisor.typed("a line\twith \xff and é");
    it.until_told("typed a line with \xef\xbf\xbd and é");
    it.supervisor.typed(std::string(9000, '\xff'));
    it.until([&] { return it.answers.back().starts_with("typed \xef\xbf\xbd\xef"); });
    BOOST_TEST(it.answers.back().size() <= CORDEE_LINES_MOST + 6);
    it.supervisor.dropped(std::vector<std::string>(450, "picture.png"));
    it.until_told("dropped 50 picture.png");
    BOOST_TEST(it.count("message dropped 200 picture.png") == 2U);
    const auto shown = std::stoi(it.ask("show-much"));
    BOOST_TEST(shown >= 60);
    BOOST_TEST(shown < 100);
    BOOST_TEST(it.ask("show " + std::string(9000, 'x')) == status(CORDEE_TOO_LARGE));
}

BOOST_AUTO_TEST_CASE(without_a_terminal_there_are_no_lines)
{
    Supervised it{launch_of("versatile")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    BOOST_TEST(it.ask("lines") == "no");
    BOOST_TEST(it.ask("show x") == status(CORDEE_CLOSED));
    it.supervisor.typed("nobody");
    BOOST_TEST(it.ask("alive") == "alive");
}

BOOST_AUTO_TEST_CASE(a_question_is_answered_once)
{
    Versatile it;
    BOOST_TEST(it.ask("ask 7 May it?|no|this|all") == status(CORDEE_OK));
    BOOST_TEST(it.seen("ask May it?|no|this|all"));
    BOOST_TEST(it.ask("ask 7 Again?|no|yes") == status(CORDEE_INVALID));
    it.supervisor.answer(it.questions.at(0), 3);     // no such choice
    it.supervisor.answer(it.questions.at(0) + 1, 0); // no such question
    it.supervisor.answer(it.questions.at(0), 2);
    it.supervisor.answer(it.questions.at(0), 1);
    it.until_told("answered 7 2");
    BOOST_TEST(it.ask("alive") == "alive");
    BOOST_TEST(!it.seen("message answered 7 1"));
    BOOST_TEST(it.ask("ask 7 Again?|no|yes") == status(CORDEE_OK));
}

BOOST_AUTO_TEST_CASE(questions_are_checked_and_counted)
{
    Versatile it;
    BOOST_TEST(it.ask("ask 1 One choice?|no") == status(CORDEE_INVALID));
    BOOST_TEST(it.ask("ask 1 Five?|1|2|3|4|5") == status(CORDEE_INVALID));
    BOOST_TEST(it.ask("ask 1 " + std::string(501, 'x') + "|no|yes") == status(CORDEE_INVALID));
    BOOST_TEST(it.ask("ask 1 \xff?|no|yes") == status(CORDEE_INVALID));
    for (std::uint32_t i = 0; i < CORDEE_CONSENT_MOST; ++i)
        BOOST_TEST(it.ask("ask " + std::to_string(i) + " ?|no|yes") == status(CORDEE_OK));
    BOOST_TEST(it.ask("ask 99 ?|no|yes") == status(CORDEE_AGAIN));
    BOOST_TEST(it.ask("withdraw 3") == "withdrawn");
    BOOST_TEST(it.seen("withdraw " + std::to_string(it.questions.at(3))));
    BOOST_TEST(it.ask("ask 99 ?|no|yes") == status(CORDEE_OK));
}

/// The number is the plugin's to use again; the answer is not.
BOOST_AUTO_TEST_CASE(an_answer_does_not_reach_a_later_question_of_the_same_number)
{
    Versatile it;
    it.ask("ask 7 May this come in?|no|yes");
    it.order("withdraw 7");
    it.order("ask 7 May that come in?|no|yes");
    it.supervisor.answer(it.questions.at(0), 1); // on its way before the core knows
    it.until([&] { return it.questions.size() == 2; });
    it.order("alive");
    it.until_told("alive");
    BOOST_TEST(!it.seen("message answered 7 1"));
}

BOOST_AUTO_TEST_CASE(questions_of_a_dead_process_are_withdrawn_and_never_answered)
{
    Versatile it{launch_of("versatile", "asks at once")};
    it.until([&] { return it.questions.size() == 1; });
    ::kill(it.supervisor.process_id(), SIGKILL);
    it.until([&] { return it.questions.size() == 2 && it.seen("restarted"); });
    BOOST_TEST(it.seen("withdraw " + std::to_string(it.questions.at(0))));
    BOOST_TEST(it.questions.at(0) != it.questions.at(1));
    it.supervisor.answer(it.questions.at(0), 1);
    BOOST_TEST(it.ask("alive") == "alive");
    BOOST_TEST(!it.seen("message answered 1 1"));
    it.run(it.supervisor.stop());
    BOOST_TEST(it.seen("withdraw " + std::to_string(it.questions.at(1))));
}

BOOST_AUTO_TEST_CASE(a_task_is_begun_reported_and_acted_on)
{
    Versatile it;
    it.supervisor.begin(5, R"({"do":"this"})");
    it.until_told(R"(begin 5 {"do":"this"})");
    BOOST_TEST(it.ask("report 5 0 going") == status(CORDEE_OK));
    BOOST_TEST(it.seen("task 5 0 going|"));
    it.supervisor.act(5, CORDEE_TASK_PAUSE);
    it.until_told("act 5 0");
    BOOST_TEST(it.ask("report 5 2 gone") == status(CORDEE_OK));
    BOOST_TEST(it.seen("task 5 2 gone|"));
    BOOST_TEST(it.ask("report 5 0 back") == status(CORDEE_INVALID)); // it has ended
    it.supervisor.act(5, CORDEE_TASK_CANCEL);
    BOOST_TEST(it.ask("report 6 0 never begun") == status(CORDEE_INVALID));
    BOOST_TEST(it.ask("report 5 9 no state") == status(CORDEE_INVALID));
    BOOST_TEST(!it.seen("message act 5 2"));
}

BOOST_AUTO_TEST_CASE(wishes_that_make_no_sense_are_reported_as_failed)
{
    Versatile it;
    it.supervisor.begin(1, R"({"do":"nothing"})"); // the plugin says no
    it.until_event("task 1 3 |this module does not do such things");
    for (const auto& wish : {std::string{"no json"}, std::string{"[1]"},
                             R"({"a":")" + std::string(CORDEE_TASK_WISH_MOST, 'x') + "\"}"}) {
        it.events.clear();
        it.supervisor.begin(2, wish);
        BOOST_TEST(it.events.empty()); // never inside the call
        it.until_event("task 2 3 |this makes no sense to ask, or too much is asked");
    }
    it.supervisor.begin(3, R"({"a":")" + std::string(60'000, 'x') + "\"}");
    it.until([&] { return it.answers.size() == 1 && it.answers.front().size() > 60'000; });
    it.events.clear();
    it.supervisor.begin(3, "{}"); // it goes on
    it.until_event("task 3 3 |this makes no sense to ask, or too much is asked");
    it.supervisor.begin(CORDEE_TASK_OWN, "{}");
    it.until([&] { return it.reports.back().task == CORDEE_TASK_OWN; });
    BOOST_TEST(it.reports.back().state == CORDEE_TASK_FAILED);
}

BOOST_AUTO_TEST_CASE(a_plugin_without_tasks_fails_them)
{
    Supervised it{launch_of("plain")};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    it.supervisor.begin(1, "{}");
    it.until_event("task 1 3 |this module does not do such things");
}

BOOST_AUTO_TEST_CASE(many_reports_are_few_and_the_newest_is_among_them)
{
    Versatile it;
    it.supervisor.begin(1, "{}");
    it.order("reports 1");
    it.until([&] { return !it.reports.empty() && it.reports.back().done == 10'000; });
    BOOST_TEST(it.reports.size() < 50U);
}

BOOST_AUTO_TEST_CASE(unfinished_tasks_are_told_again_in_order_to_a_new_process)
{
    Versatile it;
    it.supervisor.begin(2, R"({"n":"first"})");
    it.supervisor.begin(1, R"({"n":"second"})");
    it.supervisor.begin(3, R"({"n":"third"})");
    it.supervisor.act(1, CORDEE_TASK_PAUSE);
    it.until_told("act 1 0");
    it.ask("report 3 2 done");
    it.ask("report 2147483648 0 own"); // CORDEE_TASK_OWN
    it.events.clear();
    ::kill(it.supervisor.process_id(), SIGKILL);
    it.until_told("act 1 0");
    std::vector<std::string> told;
    for (const auto& event : it.events)
        if (event.starts_with("message ") || event.starts_with("task ") || event == "restarted")
            told.push_back(event);
    BOOST_TEST((told == std::vector<std::string>{"task 2147483648 3 own|the module had to be started anew",
                                                 "restarted", R"(message begin 2 {"n":"first"})",
                                                 R"(message begin 1 {"n":"second"})", "message act 1 0"}),
               boost::test_tools::per_element());
    it.events.clear();
    it.supervisor.peer_restarted(); // the other half's end is no matter of tasks, questions and timers
    it.until_told("peer");
    BOOST_TEST(it.ask("report 2 0 goes on") == status(CORDEE_OK));
}

BOOST_AUTO_TEST_CASE(tasks_end_with_the_module)
{
    Versatile it;
    it.supervisor.begin(1, "{}");
    it.ask("report 1 0 sending");
    it.ask("report 2147483649 1 own");
    it.run(it.supervisor.stop());
    BOOST_TEST(it.seen("task 1 4 sending|the module was ended"));
    BOOST_TEST(it.seen("task 2147483649 4 own|the module was ended"));
    it.supervisor.begin(2, "{}");
    it.pass(std::chrono::milliseconds{20});
    BOOST_TEST(!it.seen("task 2 3 |the module does not run")); // nobody listens any more
}

BOOST_AUTO_TEST_CASE(tasks_fail_with_a_module_that_is_given_up)
{
    Versatile it;
    it.order("task-die");
    it.supervisor.begin(1, "{}");
    const auto limit = static_cast<std::size_t>(quick_limits().restarts);
    for (std::size_t i = 0; i <= limit; ++i) {
        it.until([&] { return it.count("restarted") == i; });
        it.order("die");
    }
    it.until_event("failed the plugin 'versatile' fails again and again and was given up");
    BOOST_TEST(it.seen("task 1 3 |the module failed"));
    BOOST_TEST((it.events.back().starts_with("failed "))); // after its tasks
}

BOOST_AUTO_TEST_CASE(acts_are_recorded_as_flat_facts)
{
    Versatile it;
    BOOST_TEST(it.ask(R"(record file-received {"name":"é \"x\"","size":12,"whole":true,"rate":-1.5e3})") ==
               status(CORDEE_OK));
    BOOST_TEST(it.seen(R"(record file-received {"name":"é \"x\"","size":12,"whole":true,"rate":-1.5e3})"));
    for (const char* wrong :
         {"record Bad {}", "record act", "record act []", R"(record act {"a":{}})",
          R"(record act {"a":null})", R"(record act {"a":1,"a":2})", "record act {\"a\":\"\xff\"}"})
        BOOST_TEST(it.ask(wrong) == status(CORDEE_INVALID), wrong);
    BOOST_TEST(it.ask(R"(record act {"a":")" + std::string(5000, 'x') + "\"}") == status(CORDEE_TOO_LARGE));
    for (int i = 0; i < 200; ++i) // more than the window: what was written is free again
        BOOST_TEST(it.ask("record act {}") != status(CORDEE_INVALID));
    BOOST_TEST(it.count("record act {}") > 100U);
}

BOOST_AUTO_TEST_CASE(every_thread_may_use_everything_at_once)
{
    auto launch = launch_of("versatile");
    launch.settings = {{"greeting", "hello"}};
    Versatile it{launch};
    BOOST_TEST(it.ask("threads") == "0");
    for (int number = 1; number <= 4; ++number) {
        BOOST_TEST(it.count("task " + std::to_string(CORDEE_TASK_OWN + static_cast<unsigned>(number)) +
                            " 2 |") == 1U);
        BOOST_TEST(it.count("show thread-" + std::to_string(number)) == 20U);
    }
    BOOST_TEST(it.questions.size() == 4U);
    BOOST_TEST(it.count("restarted") == 0U);
}

/// A process that does not keep the rules is not running our host any more, and is ended.
BOOST_AUTO_TEST_CASE(the_core_checks_what_the_host_has_checked)
{
    auto launch = Versatile::with_lines(launch_of("versatile"));
    auto limits = quick_limits();
    limits.restarts = 1000;
    Supervised bare{launch, limits};
    BOOST_REQUIRE(bare.run(bare.supervisor.start()).has_value());
    const auto ends = [&](FrameType type, const Bytes& payload, const char* what) {
        const auto before = bare.count("restarted");
        bare.order("frame " + std::to_string(static_cast<int>(type)) + " 0 " + to_hex(payload));
        bare.until([&] { return bare.count("restarted") > before; });
        BOOST_TEST(bare.ask("alive") == "alive", what);
    };
    ends(FrameType::ask, encode_question({1, "?", {"one"}}), "too few choices");
    ends(FrameType::ask, encode_question({1, std::string(501, 'x'), {"no", "yes"}}), "long question");
    ends(FrameType::ask, encode_question({1, "\xff", {"no", "yes"}}), "not utf-8");
    ends(FrameType::ask, Bytes{1, 2}, "cut");
    ends(FrameType::withdraw, Bytes{}, "cut");
    ends(FrameType::report, Bytes(10, 0xff), "cut");
    TaskReport report;
    report.task = 1;
    report.title = "\xc3";
    ends(FrameType::report, encode_report(report), "not utf-8");
    ends(FrameType::record, encode_act({"act", R"({"a":[]})"}), "not flat");
    ends(FrameType::record, encode_act({"Act", "{}"}), "no name");
    ends(FrameType::show, Bytes(CORDEE_LINES_MOST + 1, 'x'), "long line");
    BOOST_TEST(bare.questions.empty());
    BOOST_TEST(bare.reports.empty());
    ends(FrameType::placed, encode_placement({kMessageMemory - 10, 20}), "beyond the memory");
    ends(FrameType::placed, encode_placement({0, kMaxMessage + 1}), "longer than a message");
    ends(FrameType::placed, Bytes{0}, "cut");
    ends(FrameType::credit, encode_credit(1), "credit that only the core gives");
    bare.order("frame " + std::to_string(static_cast<int>(FrameType::withdraw)) + " 0 00000063");
    BOOST_TEST(bare.ask("alive") == "alive"); // one that was answered meanwhile may be taken back
}

BOOST_AUTO_TEST_CASE(memory_that_was_not_used_cannot_be_given_back)
{
    Versatile it;
    it.order("frame " + std::to_string(static_cast<int>(FrameType::credit)) + " " +
             std::to_string(kMemoryCredit) + " 00000001");
    it.until_event("restarted");
    BOOST_TEST(it.ask("alive") == "alive");
}

BOOST_AUTO_TEST_CASE(large_messages_of_every_size_go_both_ways_in_order)
{
    auto limits = quick_limits();
    limits.queue = 64 << 20;
    limits.silent_pings = 100;
    Supervised it{launch_of("echo"), limits};
    BOOST_REQUIRE(it.run(it.supervisor.start()).has_value());
    std::vector<std::string> sent;
    const auto wave = [&](std::initializer_list<std::size_t> sizes) { // the echo holds 24 MiB
        for (const auto size : sizes) {
            sent.emplace_back(size, static_cast<char>('a' + sent.size()));
            BOOST_TEST(it.supervisor.send(0, as_view(sent.back())));
        }
        it.until([&] { return it.answers.size() == sent.size(); });
    };
    // The place in the memory goes around several times, and not always at the same spot.
    wave({kLargeMessage - 1, kLargeMessage, 1, 9 << 20});
    wave({kMaxMessage, 5 << 20, 0});
    wave({kMaxMessage, kLargeMessage + 1});
    BOOST_TEST((it.answers == sent));
}

BOOST_AUTO_TEST_CASE(a_flood_of_questions_or_own_tasks_ends_the_process)
{
    Versatile it;
    const auto text_of = [](FrameType type, View payload) {
        return "frame " + std::to_string(static_cast<int>(type)) + " 0 " + to_hex(payload);
    };
    for (std::uint32_t i = 1; i <= CORDEE_CONSENT_MOST + 1; ++i)
        it.order(text_of(FrameType::ask, encode_question({i, "?", {"no", "yes"}})));
    it.until_event("restarted");
    BOOST_TEST(it.questions.size() == CORDEE_CONSENT_MOST);
    TaskReport report;
    for (std::uint32_t i = 0; i <= CORDEE_TASK_OWN_MOST; ++i) {
        report.task = CORDEE_TASK_OWN + i;
        it.order(text_of(FrameType::report, encode_report(report)));
    }
    it.until([&] { return it.count("restarted") == 2; });
    BOOST_TEST(it.count("task 2147483648 3 |the module had to be started anew") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
