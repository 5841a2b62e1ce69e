// The tools of these tests find what they look for.
#include "tests/support/desktop.hpp"
#include "tests/support/leaks.hpp"
#include "tests/support/recording_proxy.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <unistd.h>

using namespace cordee::test;

BOOST_AUTO_TEST_CASE(a_program_is_heard_and_its_status_known)
{
    const auto done = run({"sh", {"sh", "-c", "cat; echo oops >&2; exit 7"}, {}, "hello", {}});
    BOOST_TEST(done.status == 7);
    BOOST_TEST(done.out == "hello");
    BOOST_TEST(done.err == "oops\n");
}

BOOST_AUTO_TEST_CASE(a_line_is_waited_for_and_its_absence_said)
{
    Process shell{{"sh", {"sh", "-c", "echo first; echo port 12 open; exec cat"}, {}, {}, {}}};
    BOOST_TEST(shell.line_with("port") == "port 12 open");
    BOOST_CHECK_THROW(shell.line_with("nothing"), std::runtime_error);
}

BOOST_AUTO_TEST_CASE(a_killed_program_leaves_nobody)
{
    {
        Process shell{{"sh", {"sh", "-c", "sleep 1000 & echo ready; wait"}, {}, {}, {}}};
        shell.line_with("ready");
        BOOST_TEST(eventually([&] { return descendants(shell.pid(), "sleep").size() == 1U; }));
    }
    BOOST_TEST(eventually([&] { return descendants(getpid(), "sleep").empty(); }));
}

BOOST_AUTO_TEST_CASE(a_full_disk_can_be_played)
{
    const cordee::TemporaryFolder scratch;
    const auto done =
        run({"dd",
             {"dd", "if=/dev/zero", "of=" + (scratch.path() / "file").string(), "bs=1k", "count=100"},
             {},
             {},
             20000});
    BOOST_TEST(done.status != 0);
    BOOST_TEST(std::filesystem::file_size(scratch.path() / "file") <= 20000U);
}

BOOST_AUTO_TEST_CASE(typed_text_reaches_a_terminal_and_its_picture_changes)
{
    Desktop desktop{800, 600};
    desktop.start_terminal();
    const cordee::TemporaryFolder scratch;
    const auto before = desktop.still();
    desktop.xdotool({"mousemove", "200", "200", "click", "1", "type",
                     "echo seen > " + (scratch.path() / "file").string() + "\n"});
    BOOST_TEST(eventually([&] { return read_text(scratch.path() / "file") == "seen\n"; }));
    BOOST_TEST(differences(before, desktop.still()) > 50U);
}

BOOST_AUTO_TEST_CASE(text_is_found_in_every_spacing)
{
    const std::string text = "secret words";
    std::string sparse = "xxxxx";
    for (const char c : text)
        sparse += std::string{"\0\0\x01", 3} + c + "abc";
    BOOST_TEST(find_text("some " + text, text).value_or(0) == 5U);
    BOOST_TEST(find_text(sparse, text).value_or(0) == 8U);
    BOOST_TEST(!find_text("some secret w0rds and more", text));
}

BOOST_AUTO_TEST_CASE(pixels_are_found_and_plain_runs_are_not)
{
    Picture picture{16, 2, {}};
    for (unsigned i = 0; i < 32; ++i)
        picture.pixels.push_back(i < 16 ? 0xffffff : i * 0x010203);
    std::string drawn{reinterpret_cast<const char*>(picture.pixels.data()), picture.pixels.size() * 4};
    BOOST_TEST(find_pixels("abc" + drawn.substr(80, 40), {picture}).value_or(0) == 3U);
    BOOST_TEST(!find_pixels(drawn.substr(0, 64), {picture}));
}

BOOST_AUTO_TEST_CASE(the_proxy_forwards_both_ways_and_keeps_a_copy)
{
    const auto port = free_port();
    const auto address = std::to_string(port);
    // curl speaks to a port where nobody understands it; what it says and hears is all that matters.
    Process server{
        {"server",
         {"perl", "-MIO::Socket::INET", "-e",
          "$l=IO::Socket::INET->new(Listen=>1,LocalAddr=>'127.0.0.1',LocalPort=>" + address +
              ");$|=1;print qq(up\\n);$c=$l->accept;<$c>;print $c qq(HTTP/1.0 200 OK\\r\\n\\r\\nanswer);"},
         {},
         {},
         {}}};
    server.line_with("up");
    RecordingProxy proxy{port};
    const auto done = run(
        {"curl", {"curl", "-s", "http://127.0.0.1:" + std::to_string(proxy.port()) + "/asked"}, {}, {}, {}});
    BOOST_TEST(done.out == "answer");
    const auto captured = proxy.captured();
    BOOST_REQUIRE(captured.size() == 2U);
    BOOST_TEST(captured[0].find("GET /asked") == 0U);
    BOOST_TEST(captured[1].find("answer") != std::string::npos);
}
