#include "core/transport/candidates.hpp"

#include "core/transport/address.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee::transport;
namespace ip = boost::asio::ip;

BOOST_AUTO_TEST_SUITE(candidates)

namespace {

std::vector<std::string> judged(const std::vector<std::string>& texts, bool loopback = false)
{
    std::vector<std::string> out;
    for (const auto& each : judge_candidates(texts, loopback))
        out.push_back(to_string(Address{each.address().to_string(), each.port()}));
    return out;
}

using Texts = std::vector<std::string>;

} // namespace

BOOST_AUTO_TEST_CASE(addresses_pass_in_their_order)
{
    const Texts good{"192.0.2.7:110", "10.1.2.3:40000", "[2001:db8::7]:110", "[fd00::1]:1"};
    BOOST_TEST((judged(good) == good));
}

BOOST_AUTO_TEST_CASE(names_and_useless_addresses_do_not)
{
    for (const auto* text : {"relay.example.org:110",
                             "localhost:110",
                             "192.0.2.7:0",
                             "192.0.2.7",
                             "192.0.2.7:70000",
                             "",
                             ":110",
                             "0.0.0.0:1",
                             "0.1.2.3:1",
                             "127.0.0.1:1",
                             "127.9.9.9:1",
                             "224.0.0.1:1",
                             "239.255.255.250:1",
                             "255.255.255.255:1",
                             "240.0.0.1:1",
                             "169.254.169.254:80",
                             "[::]:1",
                             "[::1]:1",
                             "[ff02::1]:1",
                             "[fe80::1]:1",
                             "[fec0::1]:1",
                             "[::ffff:127.0.0.1]:1",
                             "[::ffff:224.0.0.1]:1",
                             "[::127.0.0.1]:1",
                             "192.0.2.7:110 ",
                             "0x7f.1:1",
                             "2130706433:1",
                             "192.0.2.07:1",
                             "[fe80::1%lo]:1"})
        BOOST_TEST(judged({text}).empty(), text);
}

BOOST_AUTO_TEST_CASE(only_ports_at_which_a_direct_path_ends_are_dialled)
{
    const auto is_dialled = [](int port) {
        return leads_to_a_side(ip::make_address("192.0.2.7"), static_cast<std::uint16_t>(port), {});
    };
    for (const int port : {110, 32'768, 40'000, 65'535})
        BOOST_TEST(is_dialled(port), port);
    for (const int port : {0, 1, 22, 25, 80, 443, 631, 3306, 8080, 32'767})
        BOOST_TEST(!is_dialled(port), port);
}

BOOST_AUTO_TEST_CASE(private_addresses_are_dialled_only_in_a_range_in_which_this_computer_is)
{
    const auto reaches = [](const char* named, const char* own) {
        return leads_to_a_side(ip::make_address(named), 110, {ip::make_address(own)});
    };
    BOOST_TEST(reaches("203.0.113.7", "192.168.1.5"));
    BOOST_TEST(reaches("2001:db8::7", "192.168.1.5"));
    BOOST_TEST(reaches("192.168.9.7", "192.168.1.5"));
    BOOST_TEST(reaches("10.9.9.9", "10.0.0.1"));
    BOOST_TEST(reaches("172.31.0.1", "172.16.0.1"));
    BOOST_TEST(reaches("100.64.0.1", "100.127.0.1"));
    BOOST_TEST(reaches("fd00:1:2::7", "fd00:1:2:3::5"));
    for (const auto* named : {"10.0.0.1", "172.16.0.1", "100.64.0.1", "fd00:1:2::7", "::ffff:10.0.0.1"})
        BOOST_TEST(!reaches(named, "192.168.1.5"), named);
    BOOST_TEST(!reaches("192.168.1.6", "203.0.113.7"));
    BOOST_TEST(!reaches("fd00:1:3::7", "fd00:1:2::5"));
    BOOST_TEST(!reaches("192.168.1.6", "fd00:1:2::5"));
}

BOOST_AUTO_TEST_CASE(loopback_passes_where_a_test_allows_it)
{
    BOOST_TEST((judged({"127.0.0.1:5", "[::1]:5", "[::ffff:127.0.0.1]:5"}, true) ==
                Texts{"127.0.0.1:5", "[::1]:5"}));
}

BOOST_AUTO_TEST_CASE(one_address_once_and_eight_at_most)
{
    BOOST_TEST((judged({"192.0.2.7:1", "[::ffff:192.0.2.7]:1", "192.0.2.7:2"}) ==
                Texts{"192.0.2.7:1", "192.0.2.7:2"}));
    Texts many(100'000, "nonsense");
    for (int i = 0; i < 100; ++i)
        many.push_back("192.0.2." + std::to_string(i) + ":110");
    BOOST_TEST(judged(many).size() == kMaxCandidates);
}

BOOST_AUTO_TEST_CASE(own_addresses_neighbours_first_and_containers_last)
{
    const auto chosen = choose_candidates({{"docker0", ip::make_address("172.17.0.1")},
                                           {"lo", ip::make_address("127.0.0.1")},
                                           {"eth0", ip::make_address("2001:db8::1")},
                                           {"eth0", ip::make_address("fe80::1")},
                                           {"eth1", ip::make_address("203.0.113.9")},
                                           {"eth0", ip::make_address("192.168.1.5")}});
    Texts texts;
    for (const auto& each : chosen)
        texts.push_back(each.to_string());
    BOOST_TEST((texts == Texts{"192.168.1.5", "203.0.113.9", "2001:db8::1", "172.17.0.1"}));
}

BOOST_AUTO_TEST_CASE(many_own_addresses_are_not_all_named)
{
    std::vector<InterfaceAddress> many;
    for (int i = 1; i < 50; ++i)
        for (const auto* name : {"eth0", "eth1", "eth2", "eth3"})
            many.push_back(
                {name, ip::make_address("2001:db8::" + std::to_string(i) + std::string{name}.substr(3))});
    BOOST_TEST(choose_candidates(many).size() == kMaxCandidates);
    BOOST_TEST(choose_candidates({many.begin(), many.begin() + 1}).size() == 1u);
}

BOOST_AUTO_TEST_CASE(what_this_computer_names_would_be_accepted)
{
    const auto own = own_candidates(110, true);
    BOOST_TEST((judged(own, true) == own));
    for (const auto& each : own_candidates(110))
        BOOST_TEST(!each.starts_with("127."), each);
}

BOOST_AUTO_TEST_SUITE_END()
