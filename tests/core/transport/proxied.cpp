#include "core/transport/proxied.hpp"

#include "core/base/bytes.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/run_awaitable.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
namespace asio = boost::asio;

BOOST_AUTO_TEST_SUITE(proxied)

namespace {

const std::string kSignature = "0d0a0d0a000d0a515549540a";

struct Heard {
    Result<asio::ip::address> from = Errc::unexpected;
    std::string then; ///< what was left unread
};

Heard heard(const std::string& hex, const std::string& behind = {})
{
    asio::io_context io;
    auto [proxy, relay] = test::loopback_pair(io);
    auto bytes = from_hex(hex).value();
    append(bytes, as_view(behind));
    asio::write(proxy, asio::buffer(bytes));
    proxy.close();
    Heard out;
    out.from = run_awaitable(io, transport::read_proxied_address(relay));
    boost::system::error_code end;
    asio::read(relay, asio::dynamic_buffer(out.then), end);
    return out;
}

} // namespace

BOOST_AUTO_TEST_CASE(the_client_is_known_and_its_bytes_are_still_there)
{
    const auto four = heard(kSignature + "2111000cc0000221c6336407dc0401bb", "RLYC");
    BOOST_TEST(four.from.value() == asio::ip::make_address("192.0.2.33"));
    BOOST_TEST(four.then == "RLYC");
    const auto six =
        heard(kSignature + "2121002420010db800000000000000000000002120010db80000000000000000000000"
                           "07dc0401bb",
              "GET /");
    BOOST_TEST(six.from.value() == asio::ip::make_address("2001:db8::21"));
    BOOST_TEST(six.then == "GET /");
}

BOOST_AUTO_TEST_CASE(a_proxy_that_speaks_for_itself_is_who_it_is)
{
    BOOST_TEST(heard(kSignature + "20000000").from.value() == asio::ip::make_address("127.0.0.1"));
}

BOOST_AUTO_TEST_CASE(what_is_no_header_is_refused_without_waiting_for_more)
{
    BOOST_TEST(heard("", "RLYC").from.error() == Errc::closed);
    BOOST_TEST(heard("", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n").from.error() == Errc::malformed);
    BOOST_TEST(heard(kSignature + "2111ffff").from.error() == Errc::too_large);
    BOOST_TEST(heard(kSignature + "2111000cc00002").from.error() == Errc::closed);
}

BOOST_AUTO_TEST_SUITE_END()
