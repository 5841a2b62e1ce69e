// The relay cannot dial out: its sources do not know how, and the kernel would not let it.
#include "apps/relay/seal.hpp"

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <netinet/in.h>
#include <regex>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

BOOST_AUTO_TEST_SUITE(seal)

BOOST_AUTO_TEST_CASE(no_source_connects_or_resolves)
{
    static const std::regex forbidden{
        "resolver|[^_a-z](async_)?connect\\(|connect_tcp|relay_dialer|https_client"};
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator{CORDEE_SOURCE_DIR "/apps/relay"}) {
        std::ifstream in{entry.path()};
        const std::string text{std::istreambuf_iterator<char>{in}, {}};
        BOOST_TEST(!std::regex_search(text, forbidden), entry.path());
        ++files;
    }
    BOOST_TEST(files > 10);
}

namespace {

bool refused(long result)
{
    return result == -1 && errno == EPERM;
}

/// In a process of its own, as there is no way back. 0: everything is as it should be.
int try_everything()
{
    const int earlier = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in where{};
    where.sin_family = AF_INET;
    where.sin_port = htons(9);
    where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int datagrams = ::socket(AF_INET, SOCK_DGRAM, 0);
    cordee::relay::seal_process();
    if (!refused(::connect(earlier, reinterpret_cast<const sockaddr*>(&where), sizeof where)))
        return 1;
    if (!refused(::socket(AF_INET, SOCK_STREAM, 0)) || !refused(::socket(AF_INET6, SOCK_DGRAM, 0)))
        return 2;
    if (!refused(::execl("/bin/true", "true", nullptr)))
        return 3;
    if (::listen(earlier, 1) != 0) // what it needs still works
        return 4;
    if (::sendto(datagrams, "x", 1, 0, reinterpret_cast<const sockaddr*>(&where), sizeof where) != 1)
        return 5;
    if (!refused(::connect(datagrams, reinterpret_cast<const sockaddr*>(&where), sizeof where)))
        return 6;
    return 0;
}

} // namespace

BOOST_AUTO_TEST_CASE(a_sealed_process_makes_no_connection_and_starts_no_program)
{
    const auto child = ::fork();
    if (child == 0)
        ::_exit(try_everything());
    int status = -1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(WIFEXITED(status));
    BOOST_TEST(WEXITSTATUS(status) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
