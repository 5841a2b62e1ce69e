#include "core/plugin/display.hpp"

#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <X11/Xauth.h>
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <string>
#include <unistd.h>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;

namespace {

std::string shown(const char* text)
{
    const auto display = parse_display(text);
    return display ? display->host + "|" + local_name(*display) : "no";
}

/// FamilyLocal of X11/X.h.
constexpr unsigned short kLocal = 256;

void add_cookie(FILE* to, const std::string& number, std::string cookie)
{
    std::string host(256, '\0');
    gethostname(host.data(), host.size());
    host.resize(std::string{host.c_str()}.size());
    std::string name = "MIT-MAGIC-COOKIE-1";
    auto digits = number;
    const auto size = [](const std::string& text) { return static_cast<unsigned short>(text.size()); };
    Xauth entry{kLocal,     size(host),  host.data(),  size(digits), digits.data(),
                size(name), name.data(), size(cookie), cookie.data()};
    BOOST_REQUIRE(XauWriteAuth(to, &entry) == 1);
}

} // namespace

BOOST_AUTO_TEST_SUITE(display)

BOOST_AUTO_TEST_CASE(names_of_displays_are_read)
{
    BOOST_TEST(shown(":0") == "|:0.0");
    BOOST_TEST(shown(":12.3") == "|:12.3");
    BOOST_TEST(shown("unix:1") == "|:1.0");
    BOOST_TEST(shown("localhost:10.0") == "localhost|:10.0");
    BOOST_TEST(shown("[::1]:2") == "::1|:2.0");
    BOOST_TEST(shown("tcp/far.example:2") == "far.example|:2.0");
    for (const char* wrong : {"", "0", ":", ":x", ":0.", ":0.x", ":1x", ":99999", ":-1"})
        BOOST_TEST(shown(wrong) == "no", wrong);
}

BOOST_AUTO_TEST_CASE(only_the_one_cookie_is_handed_on_and_nobody_can_change_it)
{
    const TemporaryFolder folder;
    const auto path = (folder.path() / "authority").string();
    FILE* file = std::fopen(path.c_str(), "wb");
    add_cookie(file, "6", "secret of another display");
    add_cookie(file, "7", "cookie");
    std::fclose(file);
    setenv("XAUTHORITY", path.c_str(), 1);
    const auto authority = display_authority({"", 7, 0});
    const auto none = display_authority({"", 8, 0});
    unsetenv("XAUTHORITY");

    BOOST_TEST(none.get() == -1);
    BOOST_REQUIRE(authority.get() >= 0);
    const auto text = read_text("/proc/self/fd/" + std::to_string(authority.get()));
    BOOST_TEST(text.find("cookie") != std::string::npos);
    BOOST_TEST(text.find("secret") == std::string::npos);
    BOOST_TEST(text.substr(0, 2) == "\xff\xff"); // for every host name
    BOOST_TEST(pwrite(authority.get(), "x", 1, 0) == -1);
}

BOOST_AUTO_TEST_SUITE_END()
