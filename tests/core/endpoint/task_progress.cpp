#include "core/endpoint/task_progress.hpp"

#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;

namespace {

plugin::TaskReport report_of(cordee_task_state state, std::uint64_t done,
                             std::uint64_t total = CORDEE_TASK_UNKNOWN)
{
    plugin::TaskReport out;
    out.task = 1;
    out.state = state;
    out.done = done;
    out.total = total;
    out.rate = out.seconds_left = CORDEE_TASK_UNKNOWN;
    out.title = "send a.iso";
    return out;
}

struct Progressing {
    ManualClock clock;
    FakeTerminal terminal;
    TaskProgress progress{terminal, clock};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(task_progress, Progressing)

BOOST_AUTO_TEST_CASE(sizes_and_times_are_short)
{
    BOOST_TEST(size_text(0) == "0 B");
    BOOST_TEST(size_text(999) == "999 B");
    BOOST_TEST(size_text(1000) == "1.0 kB");
    BOOST_TEST(size_text(999'949) == "999.9 kB");
    BOOST_TEST(size_text(999'950) == "1.0 MB");
    BOOST_TEST(size_text(2'147'483'648) == "2.1 GB");
    BOOST_TEST(size_text(UINT64_MAX) == "18.4 EB");
    BOOST_TEST(time_text(7) == "0:07");
    BOOST_TEST(time_text(3599) == "59:59");
    BOOST_TEST(time_text(3723) == "1:02:03");
}

BOOST_AUTO_TEST_CASE(a_line_says_what_is_known)
{
    auto report = report_of(CORDEE_TASK_RUNNING, 3'000'000, 10'000'000);
    report.rate = 1'500'000;
    report.seconds_left = 5;
    report.detail = "a.iso";
    BOOST_TEST(progress_text(report) ==
               "send a.iso  [######..............]  30 %  3.0 MB of 10.0 MB  1.5 MB/s  0:05 left  a.iso");
    BOOST_TEST(progress_text(report_of(CORDEE_TASK_RUNNING, 12)) == "send a.iso  12 B");
    report.state = CORDEE_TASK_PAUSED;
    BOOST_TEST(progress_text(report).find("paused") != std::string::npos);
    // What a plugin says is not believed to be sound.
    BOOST_TEST(progress_text(report_of(CORDEE_TASK_RUNNING, 12, 0)).find("100 %") != std::string::npos);
    BOOST_TEST(progress_text(report_of(CORDEE_TASK_RUNNING, 12, 6)).find("100 %") != std::string::npos);
    report.title = "\x1b[2J";
    BOOST_TEST(progress_text(report).find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_terminal_that_can_has_one_line_that_is_redrawn)
{
    terminal.with_status = true;
    progress.reported("file-transfer", report_of(CORDEE_TASK_RUNNING, 1, 4));
    progress.reported("file-transfer", report_of(CORDEE_TASK_RUNNING, 2, 4)); // too soon
    clock.advance(std::chrono::seconds{1});
    progress.reported("file-transfer", report_of(CORDEE_TASK_RUNNING, 3, 4));
    BOOST_TEST(terminal.statuses.size() == 2U);
    BOOST_TEST(terminal.said.empty());
    progress.reported("file-transfer", report_of(CORDEE_TASK_DONE, 4, 4));
    BOOST_TEST(terminal.statuses.back().empty());
    BOOST_TEST(terminal.said == std::vector<std::string>{"send a.iso: done, 4 B"});
}

BOOST_AUTO_TEST_CASE(elsewhere_and_while_somebody_types_a_line_comes_now_and_then)
{
    for (const bool typing : {false, true}) {
        terminal.with_status = typing;
        terminal.said.clear();
        for (int second = 0; second < 25; ++second) {
            progress.reported("file-transfer", report_of(CORDEE_TASK_RUNNING, 1, 4), typing);
            clock.advance(std::chrono::seconds{1});
        }
        BOOST_TEST(terminal.said.size() == 2U);
        auto last = report_of(CORDEE_TASK_FAILED, 1, 4);
        last.detail = "the disk is full";
        progress.reported("file-transfer", last, typing);
        BOOST_TEST(terminal.said.back() == "send a.iso: failed; the disk is full");
    }
    BOOST_TEST(terminal.statuses.size() == 1U); // taken away, in case
}

BOOST_AUTO_TEST_CASE(a_module_that_ends_leaves_no_line_behind)
{
    terminal.with_status = true;
    progress.reported("file-transfer", report_of(CORDEE_TASK_RUNNING, 1, 4));
    progress.forget("chat");
    BOOST_TEST(terminal.statuses.size() == 1U);
    progress.forget("file-transfer");
    BOOST_TEST(terminal.statuses.back().empty());
}

BOOST_AUTO_TEST_SUITE_END()
