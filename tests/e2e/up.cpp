// `./dev up` opens a session from nothing, ends everything when it is told to, and finds its data again.
#include "tests/support/desktop.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <unistd.h>

using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

std::string after(const std::string& text, const std::string& words)
{
    const auto at = text.find(words) + words.size();
    return text.substr(at, text.find_first_of(" .,\n", at) - at);
}

/// From the start to a picture in the operator's window, and to the end.
void open_and_end(const fs::path& data, int signal)
{
    Process up{{"./dev up",
                {CORDEE_SOURCE_DIR "/dev", "up"},
                {{"CORDEE_VAR", data},
                 {"CORDEE_PORT", std::to_string(free_port())},
                 {"CORDEE_RELAY_PORT", std::to_string(free_port())},
                 {"HOME", data}},
                {},
                {}}};
    up.line_with("Ctrl-C ends everything");
    const Looker shared{after(up.out(), "a client shares display ")};
    const Looker operators{after(up.out(), "the operator's window is on display ")};
    BOOST_TEST(eventually([&] {
                   const auto where = operators.newest_window();
                   return where && operators.part(*where).at(5, 5) == shared.screen().at(5, 5);
               }),
               "no picture; " << up.everything());
    up.signal(signal);
    BOOST_TEST(up.wait() == 128 + signal);
    BOOST_TEST(programs_left() == std::vector<std::string>{}, boost::test_tools::per_element());
    for (const auto* program : {"Xvfb", "openbox", "xterm", "xeyes"})
        BOOST_TEST(eventually([&] { return descendants(getpid(), program).empty(); }), program << " is left");
}

} // namespace

BOOST_AUTO_TEST_CASE(a_session_from_one_command_and_nothing_left_at_its_end)
{
    const cordee::TemporaryFolder folder;
    const auto data = folder.path() / "var";
    open_and_end(data, SIGINT);
    BOOST_TEST((fs::status(data / "administrator").permissions() ==
                (fs::perms::owner_read | fs::perms::owner_write)));
    open_and_end(data, SIGTERM); // the same administrator logs in again
}
