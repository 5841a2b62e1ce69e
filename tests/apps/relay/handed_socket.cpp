#include "apps/relay/handed_socket.hpp"

#include "core/base/error.hpp"
#include "tests/support/loopback.hpp"

#include <boost/asio/ip/udp.hpp>
#include <boost/test/unit_test.hpp>

#include <fcntl.h>
#include <map>
#include <set>
#include <sys/socket.h>
#include <unistd.h>

using namespace cordee;
using namespace cordee::relay;
namespace asio = boost::asio;

namespace {

/// As systemd leaves them: one after the other, from a number that nobody has.
struct Handed {
    static constexpr int kFirst = 200;
    int count = 0;
    std::map<std::string, std::string> environment{{"LISTEN_PID", std::to_string(::getpid())}};
    std::set<std::string> forgotten;

    void add(int socket) { BOOST_REQUIRE(::dup2(socket, kFirst + count++) >= 0); }
    std::vector<HandedSocket> take()
    {
        environment.try_emplace("LISTEN_FDS", std::to_string(count));
        return sockets_of_systemd(
            [&](const char* name) -> const char* {
                const auto found = environment.find(name);
                return found == environment.end() ? nullptr : found->second.c_str();
            },
            [&](const char* name) { forgotten.insert(name); }, kFirst);
    }
    ~Handed()
    {
        for (int i = 0; i < count; ++i)
            ::close(kFirst + i); // what was taken is closed already
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(handed_socket, Handed)

BOOST_AUTO_TEST_CASE(each_socket_is_known_by_what_it_is_and_status_by_its_name)
{
    asio::io_context io;
    auto sides = test::loopback_listener(io);
    auto status = test::loopback_listener(io);
    asio::ip::udp::socket datagrams{io, {asio::ip::address_v6::loopback(), 0}};
    add(sides.native_handle());
    add(status.native_handle());
    add(datagrams.native_handle());
    environment["LISTEN_FDNAMES"] = "cordee-relay.socket:status:whatever";
    const auto taken = take();
    BOOST_REQUIRE(taken.size() == 3U);
    BOOST_TEST((taken[0].role == SocketRole::sides));
    BOOST_TEST((taken[1].role == SocketRole::status));
    BOOST_TEST((taken[2].role == SocketRole::datagrams));
    BOOST_TEST((::fcntl(taken[0].socket.get(), F_GETFD) & FD_CLOEXEC) != 0);
    BOOST_TEST(forgotten.size() == 3U);
}

BOOST_AUTO_TEST_CASE(what_is_meant_for_another_process_is_left_alone)
{
    asio::io_context io;
    add(test::loopback_listener(io).native_handle());
    environment["LISTEN_PID"] = std::to_string(::getpid() + 1);
    BOOST_TEST(take().empty());
    BOOST_TEST(::fcntl(kFirst, F_GETFD) >= 0);
    environment.erase("LISTEN_PID");
    BOOST_TEST(take().empty());
    environment["LISTEN_PID"] = std::to_string(::getpid());
    for (const char* count : {"", "0", "-1", "x", "65", "99999999999999999999"}) {
        environment["LISTEN_FDS"] = count;
        BOOST_TEST(take().empty(), count);
    }
}

BOOST_AUTO_TEST_CASE(a_socket_of_no_use_is_said)
{
    asio::io_context io;
    auto [one, other] = test::loopback_pair(io);
    const auto complains = [](const UserError& error) {
        return std::string{error.what()}.find("'wrong.socket'") != std::string::npos;
    };
    add(one.native_handle()); // connected: Accept=yes
    environment["LISTEN_FDNAMES"] = "wrong.socket";
    BOOST_CHECK_EXCEPTION(take(), UserError, complains);
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    BOOST_REQUIRE(::dup2(ends[0], kFirst) >= 0);
    BOOST_CHECK_EXCEPTION(take(), UserError, complains);
    ::close(ends[0]);
    ::close(ends[1]);
}

BOOST_AUTO_TEST_SUITE_END()
