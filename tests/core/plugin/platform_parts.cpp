// The parts of core and plugin host that keep count of what a plugin asks, each alone.
#include "core/plugin/byte_limit.hpp"
#include "core/plugin/event_frame.hpp"
#include "core/plugin/host/asked_questions.hpp"
#include "core/plugin/host/task_reports.hpp"
#include "core/plugin/host/timers.hpp"
#include "core/plugin/message_memory.hpp"
#include "core/plugin/open_questions.hpp"
#include "core/plugin/plain_text.hpp"
#include "core/plugin/running_tasks.hpp"

#include <boost/test/unit_test.hpp>

#include <deque>
#include <unistd.h>

using namespace cordee;
using namespace cordee::plugin;
using std::chrono::milliseconds;

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;
const SteadyTime kBegin{std::chrono::hours{1}};

TaskReport report_of(std::uint32_t task, cordee_task_state state, std::uint64_t done = 0)
{
    TaskReport out;
    out.task = task;
    out.state = state;
    out.done = done;
    return out;
}

template <class T, class Decode>
void every_cut_is_refused(const Bytes& bytes, Decode decode)
{
    for (std::size_t n = 0; n < bytes.size(); ++n)
        BOOST_TEST(decode(View{bytes}.first(n)).has_error(), n);
    auto longer = bytes;
    longer.push_back(0);
    BOOST_TEST(decode(longer).has_error());
}

} // namespace

BOOST_AUTO_TEST_SUITE(platform_parts)

BOOST_AUTO_TEST_CASE(a_bucket_gives_what_it_holds_and_fills_again)
{
    ByteLimit limit{100, 10};
    BOOST_TEST(limit.take(60, kBegin));
    BOOST_TEST(!limit.take(60, kBegin));
    BOOST_TEST(limit.take(40, kBegin));
    BOOST_TEST(!limit.take(1, kBegin));
    BOOST_TEST(limit.take(10, kBegin + milliseconds{1000}));
    BOOST_TEST(!limit.take(1, kBegin + milliseconds{1000}));
    BOOST_TEST(limit.take(100, kBegin + std::chrono::hours{1000}));
    BOOST_TEST(!limit.take(1, kBegin + std::chrono::hours{1000}));
}

BOOST_AUTO_TEST_CASE(flat_objects_and_nothing_else)
{
    for (const char* good :
         {"{}", " { } ", R"({"a":1})", R"({"a-b_C":"x","d":true,"e":false})", R"({"a":"é\n\u00e9\"\\\/"})",
          R"({"a":-0.5e-3,"b":0,"c":123456789012345})", "{\"a\" :\t1 ,\n\"b\":2}"})
        BOOST_TEST(is_flat_object(good), good);
    for (const char* bad : {"",
                            "{",
                            "}",
                            "[]",
                            "1",
                            "{}x",
                            "{}{}",
                            R"({"a"})",
                            R"({"a":})",
                            R"({"a":1,})",
                            R"({,"a":1})",
                            R"({"a":null})",
                            R"({"a":[]})",
                            R"({"a":{}})",
                            R"({"a":1,"a":2})",
                            R"({"":1})",
                            R"({"a b":1})",
                            R"({"a":01})",
                            R"({"a":+1})",
                            R"({"a":1.})",
                            R"({"a":.5})",
                            R"({"a":1e})",
                            R"({"a":1e999})",
                            R"({"a":1234567890123456})",
                            R"({"a":"\x"})",
                            R"({"a":"\ud800"})",
                            R"({"a":"\u12"})",
                            R"({"a":"\u0000"})",
                            "{\"a\":\"\n\"}",
                            "{\"a\":\"\xff\"}",
                            "{\"a\":\"\xed\xa0\x80\"}",
                            "{\"a\":\"x",
                            R"({"a":tru})",
                            R"({'a':1})"})
        BOOST_TEST(!is_flat_object(bad), bad);
    BOOST_TEST(is_utf8("é€😀"));
    for (const char* bad :
         {"\xc0\x80", "\xe0\x80\x80", "\xf0\x80\x80\x80", "\xf4\x90\x80\x80", "\xed\xa0\x80", "\xc3"})
        BOOST_TEST(!is_utf8(bad));
}

BOOST_AUTO_TEST_CASE(events_are_read_as_they_were_written)
{
    const AskedQuestion question{9, "May it?", {"no", "yes"}};
    const auto asked = decode_question(encode_question(question)).value();
    BOOST_TEST((asked.serial == 9 && asked.text == question.text && asked.choices == question.choices));
    every_cut_is_refused<AskedQuestion>(encode_question(question), decode_question);

    TaskReport report{3, CORDEE_TASK_PAUSED, 1, 2, 3, UINT64_MAX, "title", "detail"};
    const auto read = decode_report(encode_report(report)).value();
    BOOST_TEST((read.task == 3 && read.state == CORDEE_TASK_PAUSED && read.done == 1 && read.total == 2));
    BOOST_TEST((read.rate == 3 && read.seconds_left == UINT64_MAX && read.title == "title" &&
                read.detail == "detail"));
    every_cut_is_refused<TaskReport>(encode_report(report), decode_report);
    auto state = encode_report(report);
    state[4] = 5;
    BOOST_TEST(decode_report(state).has_error());
    state[4] = 0xff;
    BOOST_TEST(decode_report(state).has_error());

    const Act act{"file-sent", R"({"size":1})"};
    const auto acted = decode_act(encode_act(act)).value();
    BOOST_TEST((acted.act == act.act && acted.facts == act.facts));
    every_cut_is_refused<Act>(encode_act(act), decode_act);

    const auto answer = decode_answered(encode_answered({5, 1})).value();
    BOOST_TEST((answer.serial == 5 && answer.choice == 1));
    const auto wish = decode_wish(encode_wish({6, "{}"})).value();
    BOOST_TEST((wish.task == 6 && wish.wish == "{}"));
    BOOST_TEST(decode_wish(Bytes{0, 0}).has_error());
    BOOST_TEST(decode_wish(Bytes(CORDEE_TASK_WISH_MOST + 5)).has_error());
}

BOOST_AUTO_TEST_CASE(timers_are_due_in_order)
{
    host::Wake wake;
    host::Timers timers{wake};
    BOOST_TEST(!timers.next().has_value());
    for (std::uint32_t number : {1U, 2U, 3U})
        timers.start(number, number == 1 ? 20 : 10, kBegin);
    BOOST_TEST((timers.next() == kBegin + milliseconds{10}));
    BOOST_TEST(!timers.take_due(kBegin + milliseconds{9}).has_value());
    BOOST_TEST(timers.take_due(kBegin + milliseconds{10}).value() == 2U);
    timers.stop(3);
    timers.stop(3);
    BOOST_TEST(!timers.take_due(kBegin + milliseconds{10}).has_value());
    timers.start(1, 5, kBegin); // anew
    BOOST_TEST(timers.take_due(kBegin + milliseconds{5}).value() == 1U);
    BOOST_TEST(!timers.next().has_value());
    timers.start(0, UINT32_MAX, kBegin);
    timers.clear();
    BOOST_TEST(!timers.next().has_value());
}

BOOST_AUTO_TEST_CASE(a_ring_gives_places_that_do_not_overlap)
{
    Ring ring;
    BOOST_TEST(!ring.give_back().has_value());
    BOOST_TEST(!ring.take(kMaxMessage + 1).has_value());
    std::deque<Placement> taken;
    std::uint32_t random = 1;
    std::size_t refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        random = random * 1664525 + 1013904223;
        const auto place = ring.take(random % kMaxMessage);
        if (!place) {
            ++refused;
            const auto back = ring.give_back();
            BOOST_REQUIRE(back.has_value());
            BOOST_TEST((back->offset == taken.front().offset && back->size == taken.front().size));
            taken.pop_front();
            continue;
        }
        BOOST_REQUIRE(place->offset + place->size <= kMessageMemory);
        for (const auto& other : taken)
            BOOST_REQUIRE(
                (place->offset >= other.offset + other.size || other.offset >= place->offset + place->size));
        taken.push_back(*place);
    }
    BOOST_TEST(refused > 100U);
    BOOST_TEST(refused < 15'000U);
    while (ring.give_back()) {
    }
    BOOST_TEST(ring.take(5).value().offset == 0U); // from the front again
}

BOOST_AUTO_TEST_CASE(placements_are_checked)
{
    BOOST_TEST(decode_placement(encode_placement({kMessageMemory - 5, 5})).value().size == 5U);
    BOOST_TEST(decode_placement(encode_placement({kMessageMemory - 5, 6})).has_error());
    BOOST_TEST(decode_placement(encode_placement({UINT32_MAX, 2})).has_error());
    BOOST_TEST(decode_placement(encode_placement({0, kMaxMessage + 1})).has_error());
    BOOST_TEST(decode_placement(Bytes(7)).has_error());
    BOOST_TEST(decode_placement(Bytes(9)).has_error());
}

BOOST_AUTO_TEST_CASE(memory_for_messages_keeps_its_size_and_its_writer)
{
    const auto memory = make_message_memory();
    BOOST_REQUIRE(memory);
    BOOST_TEST(ftruncate(memory.get(), 4096) != 0);
    BOOST_TEST(ftruncate(memory.get(), kMessageMemory * 2L) != 0);
    MappedMemory writer{memory.get(), MappedMemory::Use::write};
    forbid_writing(memory.get());
    BOOST_TEST(!MappedMemory(memory.get(), MappedMemory::Use::write));
    const MappedMemory reader{memory.get(), MappedMemory::Use::read};
    BOOST_REQUIRE(reader);
    writer.writable_at({9, 1})[0] = 7;
    BOOST_TEST(reader.at({9, 1})[0] == 7);
    BOOST_TEST(!MappedMemory(-1, MappedMemory::Use::read));
}

BOOST_AUTO_TEST_CASE(asked_questions_have_serial_numbers)
{
    host::AskedQuestions asked;
    std::uint32_t first = 0;
    std::uint32_t second = 0;
    BOOST_TEST(asked.open(7, first) == CORDEE_OK);
    BOOST_TEST(asked.open(7, second) == CORDEE_INVALID);
    BOOST_TEST(asked.withdraw(7).value() == first);
    BOOST_TEST(!asked.withdraw(7).has_value());
    BOOST_TEST(asked.open(7, second) == CORDEE_OK);
    BOOST_TEST(first != second);
    BOOST_TEST(!asked.answered(first).has_value());
    BOOST_TEST(asked.answered(second).value() == 7U);
    BOOST_TEST(!asked.answered(second).has_value());
}

BOOST_AUTO_TEST_CASE(the_core_numbers_questions_anew)
{
    OpenQuestions open;
    const auto first = open.open({1, "?", {"no", "yes"}}).value();
    BOOST_TEST(!open.open({1, "?", {"no", "yes"}}).has_value());
    BOOST_TEST(!open.answer(first.number, 2).has_value());
    BOOST_TEST((open.clear() == std::vector<std::uint32_t>{first.number}));
    const auto second = open.open({1, "\x1b?", {"no", "yes"}}).value();
    BOOST_TEST(second.number != first.number);
    BOOST_TEST(second.text == "\xef\xbf\xbd?");
    BOOST_TEST(!open.answer(first.number, 0).has_value());
    BOOST_TEST(open.answer(second.number, 1).value().choice == 1U);
    BOOST_TEST(!open.withdraw(1).has_value());
}

BOOST_AUTO_TEST_CASE(reports_wait_for_each_other_and_the_last_one_for_nobody)
{
    host::Wake wake;
    std::vector<std::pair<cordee_task_state, std::uint64_t>> sent;
    host::TaskReports reports{wake, [&](const TaskReport& one) { sent.emplace_back(one.state, one.done); }};
    BOOST_TEST(reports.report(report_of(1, CORDEE_TASK_RUNNING), kBegin) == CORDEE_INVALID);
    reports.begun(1);
    for (std::uint64_t i = 1; i <= 3; ++i)
        BOOST_TEST(reports.report(report_of(1, CORDEE_TASK_RUNNING, i), kBegin) == CORDEE_OK);
    BOOST_TEST((reports.next() == kBegin + host::TaskReports::kInterval));
    reports.send_due(kBegin + milliseconds{99});
    BOOST_TEST(sent.size() == 1U);
    reports.send_due(kBegin + milliseconds{100});
    BOOST_TEST((sent.back() == std::pair{CORDEE_TASK_RUNNING, std::uint64_t{3}}));
    BOOST_TEST(!reports.next().has_value());
    reports.report(report_of(1, CORDEE_TASK_RUNNING, 4), kBegin + milliseconds{101});
    reports.report(report_of(1, CORDEE_TASK_PAUSED, 5), kBegin + milliseconds{102});
    reports.report(report_of(1, CORDEE_TASK_DONE, 6), kBegin + milliseconds{103});
    reports.send_due(kBegin + milliseconds{900});
    BOOST_TEST(sent.size() == 4U);
    BOOST_TEST((sent.back() == std::pair{CORDEE_TASK_DONE, std::uint64_t{6}}));
    BOOST_TEST(reports.report(report_of(1, CORDEE_TASK_RUNNING), kBegin) == CORDEE_INVALID);
}

BOOST_AUTO_TEST_CASE(tasks_of_the_plugins_own_are_counted_and_free_again)
{
    host::Wake wake;
    host::TaskReports reports{wake, [](const TaskReport&) {}};
    for (std::uint32_t i = 0; i < CORDEE_TASK_OWN_MOST; ++i)
        BOOST_TEST(reports.report(report_of(CORDEE_TASK_OWN + i, CORDEE_TASK_RUNNING), kBegin) == CORDEE_OK);
    BOOST_TEST(reports.report(report_of(UINT32_MAX, CORDEE_TASK_RUNNING), kBegin) == CORDEE_TOO_LARGE);
    BOOST_TEST(reports.report(report_of(CORDEE_TASK_OWN, CORDEE_TASK_DONE), kBegin) == CORDEE_OK);
    BOOST_TEST(reports.report(report_of(UINT32_MAX, CORDEE_TASK_RUNNING), kBegin) == CORDEE_OK);
}

BOOST_AUTO_TEST_CASE(the_core_knows_which_tasks_run)
{
    using Verdict = RunningTasks::Verdict;
    RunningTasks tasks;
    BOOST_TEST(tasks.begin(1, "{}"));
    BOOST_TEST(!tasks.begin(1, "{}"));
    BOOST_TEST(!tasks.begin(2, "no"));
    BOOST_TEST(!tasks.begin(CORDEE_TASK_OWN, "{}"));
    BOOST_TEST((tasks.reported(report_of(2, CORDEE_TASK_RUNNING), kBegin) == Verdict::ignore));
    BOOST_TEST((tasks.reported(report_of(1, CORDEE_TASK_RUNNING), kBegin) == Verdict::tell));
    BOOST_TEST((tasks.reported(report_of(1, CORDEE_TASK_RUNNING), kBegin) == Verdict::ignore));
    BOOST_TEST((tasks.reported(report_of(1, CORDEE_TASK_PAUSED), kBegin) == Verdict::tell));
    BOOST_TEST(
        (tasks.reported(report_of(1, CORDEE_TASK_PAUSED), kBegin + milliseconds{50}) == Verdict::tell));
    BOOST_TEST(tasks.act(1, CORDEE_TASK_CANCEL));
    BOOST_TEST(!tasks.act(2, CORDEE_TASK_CANCEL));
    BOOST_TEST((tasks.orders().at(0).act == CORDEE_TASK_CANCEL));
    BOOST_TEST((tasks.reported(report_of(1, CORDEE_TASK_DONE), kBegin) == Verdict::tell));
    BOOST_TEST((tasks.reported(report_of(1, CORDEE_TASK_DONE), kBegin) == Verdict::ignore));
    BOOST_TEST(tasks.orders().empty());
    for (std::uint32_t i = 0; i < RunningTasks::kMost; ++i)
        BOOST_TEST(tasks.begin(i, "{}"));
    BOOST_TEST(!tasks.begin(RunningTasks::kMost, "{}"));
    BOOST_TEST((tasks.reported(report_of(CORDEE_TASK_OWN, CORDEE_TASK_RUNNING), kBegin) == Verdict::tell));
    BOOST_TEST(tasks.lose_own("gone").size() == 1U);
    BOOST_TEST(tasks.lose_own("gone").empty());
    BOOST_TEST(tasks.end(CORDEE_TASK_FAILED, "over").size() == RunningTasks::kMost);
}

BOOST_AUTO_TEST_SUITE_END()
