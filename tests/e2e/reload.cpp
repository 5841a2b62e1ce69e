// The owner of a computer changes its settings while it waits for operators.
#include "tests/support/office.hpp"

#include <csignal>

using namespace cordee::test;

namespace {

struct Service : Office {
    Service() { process.line_with("till waits for operators who were paired with it"); }

    void change(const std::string& text, const std::string& answer)
    {
        write_text(file, text);
        process.signal(SIGHUP);
        process.line_with(answer);
    }

    static constexpr auto kOpen = "[unattended]\nallowed = true\n";
    std::filesystem::path file = till.home() / "config" / "cordee" / "agent.toml";
    Process process{[this] {
        write_text(file, kOpen);
        return till.program("cordee-agent", {"serve"});
    }()};
};

} // namespace

BOOST_FIXTURE_TEST_CASE(a_change_holds_from_the_signal_on_without_a_restart, Service)
{
    wait_for_device();
    change("[unattended]\nallowed = false\n", "the settings were read again");
    BOOST_TEST(eventually([&] {
        return ada.cordee({"device", "list"}).out.find("away") != std::string::npos;
    }));
    BOOST_TEST(process.running());
    change("[unattended]\nallowed = \"perhaps\"\n", "the former settings stay");
    BOOST_TEST(ada.cordee({"device", "list"}).out.find("away") != std::string::npos);
    write_text(file, kOpen);
    process.signal(SIGHUP);
    wait_for_device();
    BOOST_TEST(process.stop() == 0, process.everything());
}
