#include "core/transport/recognise.hpp"

#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::transport;
namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(recognising)

BOOST_AUTO_TEST_CASE(every_first_byte_has_one_meaning)
{
    for (unsigned byte = 0; byte < 256; ++byte) {
        const auto expected = byte == 0x16                 ? Spoken::tls
                              : byte == 'R'                ? Spoken::native
                              : byte >= 'A' && byte <= 'Z' ? Spoken::http
                                                           : Spoken::unknown;
        BOOST_TEST((spoken_by(static_cast<std::uint8_t>(byte)) == expected), byte);
    }
    for (const std::string_view method : {"GET", "POST", "DELETE", "HEAD", "PUT", "OPTIONS", "CONNECT"})
        BOOST_TEST((spoken_by(static_cast<std::uint8_t>(method[0])) == Spoken::http), method);
}

BOOST_AUTO_TEST_CASE(the_byte_stays_where_it_is)
{
    asio::io_context io;
    auto [one, two] = test::loopback_pair(io);
    asio::write(one, asio::buffer("GET", 3));
    BOOST_TEST((run_awaitable(io, recognise(two)).value() == Spoken::http));
    BOOST_TEST((run_awaitable(io, recognise(two)).value() == Spoken::http));
    BOOST_TEST(two.available() == 3U);
}

BOOST_AUTO_TEST_CASE(somebody_who_says_nothing_and_leaves)
{
    asio::io_context io;
    auto [one, two] = test::loopback_pair(io);
    one.close();
    BOOST_TEST(run_awaitable(io, recognise(two)).error() == Errc::closed);
}

BOOST_AUTO_TEST_SUITE_END()
