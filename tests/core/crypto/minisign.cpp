#include "core/crypto/minisign.hpp"

#include "tests/core/crypto/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using cordee::test::hex_field;
using cordee::test::text_field;

namespace {

json::Object::Ptr vector_named(const std::string& name)
{
    const auto vectors = json::get_objects(*test::load_vectors("minisign.json"), "vectors").value();
    for (const auto& vector : vectors)
        if (text_field(*vector, "name") == name)
            return vector;
    throw std::runtime_error{"no vector " + name};
}

std::string replaced(std::string text, std::string_view from, std::string_view to)
{
    return text.replace(text.find(from), from.size(), to);
}

} // namespace

BOOST_AUTO_TEST_SUITE(minisign)

// SEC-2, SEC-37
BOOST_AUTO_TEST_CASE(published_vectors_verify_except_the_legacy_form)
{
    const auto vectors = json::get_objects(*test::load_vectors("minisign.json"), "vectors").value();
    BOOST_REQUIRE(!vectors.empty());
    for (const auto& vector : vectors) {
        BOOST_TEST_CONTEXT(text_field(*vector, "name"))
        {
            const auto key = parse_minisign_key(text_field(*vector, "public_key")).value();
            const auto comment =
                verify_minisign(key, hex_field(*vector, "content"), text_field(*vector, "signature"));
            const bool legacy = text_field(*vector, "name") == "legacy";
            BOOST_TEST(comment.has_value() == (json::get_bool(*vector, "valid").value() && !legacy));
            if (legacy)
                BOOST_TEST(comment.error() == Errc::unsupported);
        }
    }
}

// SEC-37
BOOST_AUTO_TEST_CASE(the_trusted_comment_is_signed_and_returned)
{
    const auto vector = vector_named("prehashed");
    const auto key = parse_minisign_key(text_field(*vector, "public_key")).value();
    const auto content = hex_field(*vector, "content");
    const auto signature = text_field(*vector, "signature");
    BOOST_TEST(verify_minisign(key, content, signature).value() == "timestamp:1556193335\tfile:test");
    BOOST_TEST(verify_minisign(key, content, replaced(signature, "file:test", "file:tesu")).error() ==
               Errc::bad_signature);
    BOOST_TEST(
        verify_minisign(key, content, replaced(signature, "from minisign", "of somebody")).has_value());
}

BOOST_AUTO_TEST_CASE(another_key_is_told_from_a_wrong_signature)
{
    const auto vector = vector_named("prehashed");
    auto key = parse_minisign_key(text_field(*vector, "public_key")).value();
    key.id[0] ^= 1;
    BOOST_TEST(
        verify_minisign(key, hex_field(*vector, "content"), text_field(*vector, "signature")).error() ==
        Errc::bad_key);
}

BOOST_AUTO_TEST_CASE(keys_are_read_with_and_without_their_comment)
{
    const std::string line = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3";
    BOOST_TEST(to_hex(parse_minisign_key(line).value().id) == "1fe8b442180f62e7");
    BOOST_TEST(parse_minisign_key("untrusted comment: x\r\n" + line + "\r\n").has_value());
    for (const auto& wrong : {std::string{}, line.substr(1), line + "\n" + line, "comment: x\n" + line,
                              line + "AAAA", "RU" + line.substr(2), std::string(9000, 'A')})
        BOOST_TEST(parse_minisign_key(wrong).has_error(), wrong);
}

BOOST_AUTO_TEST_CASE(a_signature_file_has_four_lines_of_fixed_form)
{
    const auto vector = vector_named("prehashed");
    const auto key = parse_minisign_key(text_field(*vector, "public_key")).value();
    const auto content = hex_field(*vector, "content");
    const auto good = text_field(*vector, "signature");
    for (const auto& wrong :
         {std::string{}, good + "more\n", good.substr(0, good.find("trusted comment: ", 20)),
          replaced(good, "trusted", "x"), replaced(good, "\ntrusted comment: ", "\ncomment: "),
          replaced(good, "RUQ", "RUQA"), good + std::string(9000, 'A')})
        BOOST_TEST(verify_minisign(key, content, wrong).has_error(), wrong);
}

BOOST_AUTO_TEST_SUITE_END()
