#include "core/crypto/sealed_key.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;

namespace {

constexpr unsigned kCheap = 10;

} // namespace

BOOST_AUTO_TEST_SUITE(sealed_key)

BOOST_AUTO_TEST_CASE(only_its_pass_phrase_opens_it)
{
    const auto key = make_signing_key(system_random());
    const auto text = seal_key(key, "root", "a phrase", system_random(), kCheap);
    BOOST_TEST(text.starts_with("cordee key 1 root\n"));
    BOOST_TEST(text.find(to_base64url(key.seed.view())) == std::string::npos);
    const auto opened = open_sealed_key(text, "a phrase");
    BOOST_REQUIRE(opened.has_value());
    BOOST_TEST((opened->public_key == key.public_key));
    BOOST_TEST(to_hex(opened->seed.view()) == to_hex(key.seed.view()));
    BOOST_TEST((public_key_of_sealed(text).value() == key.public_key));
    BOOST_TEST(open_sealed_key(text, "a phrase ").error() == Errc::bad_key);
    BOOST_TEST(open_sealed_key(text, "").error() == Errc::bad_key);
    BOOST_TEST(seal_key(key, "root", "a phrase", system_random(), kCheap) != text);
}

BOOST_AUTO_TEST_CASE(every_byte_of_it_counts)
{
    const auto text = seal_key(make_signing_key(system_random()), "root", "x", system_random(), kCheap);
    for (std::size_t i = 0; i < text.size(); i += 3) {
        auto wrong = text;
        wrong[i] = wrong[i] == 'A' ? 'B' : 'A';
        BOOST_TEST(open_sealed_key(wrong, "x").has_error(), wrong);
    }
    BOOST_TEST(open_sealed_key("", "x").error() == Errc::malformed);
    BOOST_TEST(open_sealed_key("cordee key 2 root\n", "x").error() == Errc::unsupported);
    BOOST_TEST(open_sealed_key(text + "\n", "x").has_error());
    BOOST_TEST(open_sealed_key(std::string(2000, 'x'), "x").error() == Errc::too_large);
    auto greedy = text;
    greedy.replace(greedy.find("scrypt 10"), 9, "scrypt 40");
    BOOST_TEST(open_sealed_key(greedy, "x").error() == Errc::malformed); // it would take all memory
}

BOOST_AUTO_TEST_SUITE_END()
