#include "core/endpoint/link.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;

namespace {

const std::string kInvitation = "AAECAwQFBgcICQoLDA0ODw";
const std::string kSecret = "8PHy8_T19vf4-fr7_P3-_w";
const std::string kPin = "EBESExQVFhcYGRobHB0eHw";
const std::string kPlain = "https://broker.example:8443/j/" + kInvitation + "#1." + kSecret;

std::string hint_of(const std::string& text)
{
    try {
        static_cast<void>(invitation_link_from_person(text));
    } catch (const UserError& error) {
        BOOST_TEST(std::string{error.what()}.find(kSecret) == std::string::npos);
        return error.hint();
    }
    return {};
}

} // namespace

BOOST_AUTO_TEST_SUITE(links)

BOOST_AUTO_TEST_CASE(a_link_is_read_and_written_the_same)
{
    for (const auto& text :
         {kPlain, kPlain + "." + kPin, "https://[2001:db8::1]:443/j/" + kInvitation + "#1." + kSecret}) {
        const auto read = parse_invitation_link(text);
        BOOST_REQUIRE(read.has_value());
        BOOST_TEST(format_invitation_link(*read) == text);
    }
    const auto read = parse_invitation_link(kPlain + "." + kPin).value();
    BOOST_TEST(read.broker.host == "broker.example");
    BOOST_TEST(read.broker.port == 8443);
    BOOST_TEST(read.invitation == kInvitation);
    BOOST_TEST(read.secret.view()[0] == 0xf0);
    BOOST_TEST(read.pin.value()[0] == 0x10);
}

BOOST_AUTO_TEST_CASE(no_port_means_443_and_hosts_ignore_case)
{
    const auto read =
        parse_invitation_link("https://Broker.Example/j/" + kInvitation + "#1." + kSecret).value();
    BOOST_TEST((read.broker == BrokerAddress{"broker.example", 443}));
}

BOOST_AUTO_TEST_CASE(anything_else_is_refused) // SEC-9
{
    const auto start = "https://b:1/j/" + kInvitation;
    for (const auto& wrong : std::vector<std::string>{
             "", "https://", "https://b:1/j/", start, start + "#", start + "#1.", start + "#2." + kSecret,
             start + "#1." + kSecret + ".", start + "#1." + kSecret + "." + kPin + "." + kPin,
             start + "#1." + kSecret + "=", start + "#1." + kSecret.substr(1), start + "#1." + kSecret + "A",
             start + "/#1." + kSecret, start + "?a#1." + kSecret,
             "http://b:1/j/" + kInvitation + "#1." + kSecret, " " + kPlain, kPlain + "\n",
             "https://u@b:1/j/" + kInvitation + "#1." + kSecret,
             "https://b:0/j/" + kInvitation + "#1." + kSecret,
             "https://b:65536/j/" + kInvitation + "#1." + kSecret,
             "https://b:08/j/" + kInvitation + "#1." + kSecret,
             "https://[::1/j/" + kInvitation + "#1." + kSecret,

             "https://b:1/j/../" + kInvitation + "#1." + kSecret,
             "https://b:1/k/" + kInvitation + "#1." + kSecret, "https://b:1/j/short#1." + kSecret,
             // the last character carries four unused bits, which must be zero
             start + "#1." + kSecret.substr(0, 21) + "x", kPlain + "." + std::string(600, 'a')})
        BOOST_TEST(parse_invitation_link(wrong).has_error(), wrong);
}

BOOST_AUTO_TEST_CASE(a_person_may_leave_space_around_it_and_is_told_what_is_missing)
{
    BOOST_TEST(invitation_link_from_person("  " + kPlain + "\n").invitation == kInvitation);
    BOOST_TEST(hint_of(kPlain.substr(0, kPlain.find('#'))) ==
               "copy the whole link, and put it between single quotes");
    BOOST_TEST(hint_of(kPlain + "!") ==
               "copy the whole link as it was sent, from https:// to its last character");
}

BOOST_AUTO_TEST_CASE(a_setup_link_has_a_token_and_perhaps_a_pin)
{
    const auto read = parse_setup_link("https://127.0.0.1:8443/setup#" + kSecret + "." + kPin).value();
    BOOST_TEST(read.token == kSecret);
    BOOST_TEST((read.pin == parse_pin(kPin)));
    BOOST_TEST(!parse_setup_link("https://127.0.0.1:8443/setup#" + kSecret).value().pin.has_value());
    for (const auto& wrong : {"https://h/setup", "https://h/setup#", "https://h/setup#short",
                              "https://h/other#AAAAAAAAAAAAAAAAAAAAAA"})
        BOOST_TEST(parse_setup_link(wrong).has_error(), wrong);
}

BOOST_AUTO_TEST_CASE(the_address_of_a_broker_is_a_bare_url)
{
    BOOST_TEST((parse_broker_url("https://b.example:8443/").value() == BrokerAddress{"b.example", 8443}));
    BOOST_TEST(format_broker_url({"::1", 8443}) == "https://[::1]:8443");
    for (const auto& wrong : {"b.example", "http://b.example", "https://b.example/x", "https://b//"})
        BOOST_TEST(parse_broker_url(wrong).has_error(), wrong);
    BOOST_CHECK_THROW(broker_url_from_person("b.example"), UserError);
}

BOOST_AUTO_TEST_SUITE_END()
