#include "core/plugin/trust/roles.hpp"

#include "tests/core/plugin/trust/offices.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::plugin::trust;
using namespace cordee::plugin::trust::testing;

namespace {

std::string with(std::string text, const std::string& what, const std::string& other)
{
    const auto at = text.find(what);
    BOOST_TEST_REQUIRE(at != std::string::npos, what);
    return text.replace(at, what.size(), other);
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(trust_roles, Office)

BOOST_AUTO_TEST_CASE(the_file_is_what_the_document_says)
{
    const auto key = crypto::signing_key(Secret<32>{});
    const auto text = sign(Role::timestamp, "{\"a\":1}", {&key});
    BOOST_TEST(text == "cordee trust timestamp 1\n{\"a\":1}\n" + key_id(key.public_key) + " " +
                           to_base64url(crypto::sign(
                               key, as_view(std::string_view{"rs1 trust timestamp v1\0{\"a\":1}", 30}))) +
                           "\n");
    BOOST_TEST(key_id(key.public_key) == to_hex(View{crypto::sha256(key.public_key)}.first(8)));
    const auto read = parse_signed_text(text).value();
    BOOST_TEST(read.body == "{\"a\":1}");
    BOOST_TEST(format_signed_text(read) == text);
    BOOST_TEST(count_signers(read, {key.public_key, key.public_key}) == 2U);
    BOOST_TEST(count_signers(read, {targets_key.public_key}) == 0U);
}

// SEC-26
BOOST_AUTO_TEST_CASE(a_file_of_another_form_is_refused)
{
    const auto good = root_text();
    BOOST_TEST(parse_signed_text(good).has_value());
    BOOST_TEST(parse_signed_text(with(good, "root 1", "root 2")).error() == Errc::unsupported);
    BOOST_TEST(parse_signed_text(with(good, "trust root", "trust branch")).error() == Errc::unsupported);
    const auto signature = good.substr(good.find("}\n") + 2, 104);
    for (const auto& wrong :
         {std::string{}, std::string{"cordee trust root 1"}, std::string{"cordee trust root 1\n"},
          std::string{"cordee trust root 1\n\n"}, std::string{"cordee trust root 1\r\n{}\n"},
          good.substr(0, good.size() - 1), good + "\n", good + "x\n", good + signature,
          with(good, "{\"version\"", "{\t\"version\""), " " + good,
          with(good, signature, signature.substr(0, 16) + "  " + signature.substr(17))})
        BOOST_TEST(parse_signed_text(wrong).has_error(), wrong);
    BOOST_TEST(parse_signed_text(std::string(kMaxText + 1, 'x')).error() == Errc::too_large);
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read)
{
    const auto read = read_root(write_root(root)).value();
    BOOST_TEST((read.life == root.life && read.root == root.root && read.targets == root.targets &&
                read.timestamp == root.timestamp));
    targets.modules.push_back({"chat", {}, Version{1, 2, 3}});
    targets.revoked = {{"chat", Version{1, 2, 4}, {}}, {"", {}, ByteArray<32>{1, 2}}};
    const auto list = read_targets(write_targets(targets)).value();
    BOOST_TEST((list.revoked == targets.revoked));
    BOOST_TEST((list.modules.at(1).min == Version{1, 2, 3}));
    BOOST_TEST(list.publishers.at(0).key == kPublisher);
    BOOST_TEST(list.publishers.at(0).id == "E7620F1842B4E81F"); // as minisign prints it
    BOOST_TEST(read_timestamp(write_timestamp(timestamp))->targets_version == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_not_understood_whole_is_refused)
{
    const auto text = write_root(root);
    BOOST_TEST(read_root(text).has_value());
    for (const auto& wrong : {
             with(text, "{\"version\":1", "{\"version\":0"),
             with(text, "{\"version\":1", "{\"version\":\"1\""),
             with(text, "{\"version\":1", "{\"more\":1,\"version\":1"),
             with(text, "\"threshold\":2", "\"threshold\":1"), // one root key alone decides nothing
             with(text, "\"threshold\":2", "\"threshold\":4"),
             with(text, "\"threshold\":2", "\"threshold\":2,\"more\":1"),
             with(text, "Z\"", "+00:00\""),
             with(text, to_base64url(root.targets.keys[0]), to_base64url(root.timestamp.keys[0])),
             with(text, to_base64url(root.root.keys[1]), to_base64url(root.root.keys[0])),
             with(text, to_base64url(root.root.keys[1]), "AAAA"),
         })
        BOOST_TEST(read_root(wrong).error() == Errc::malformed, wrong);
    const auto list = write_targets(targets);
    for (const auto& wrong : {
             with(list, "\"id\":\"*\"", "\"id\":\"../x\""),
             with(list, "\"publishers\":[\"E7", "\"publishers\":[\"E8"), // nobody with that key is named
             with(list, "\"revoked\":[]", "\"revoked\":[{}]"),
             with(list, "\"revoked\":[]", "\"revoked\":[{\"id\":\"chat\"}]"),
             with(list, "\"revoked\":[]", "\"revoked\":[{\"sha256\":\"00\"}]"),
             with(list, "Example Ltd", ""),
             with(list, kPublisher, "RWQ"),
         })
        BOOST_TEST(read_targets(wrong).error() == Errc::malformed, wrong);
    BOOST_TEST(read_root(list).error() == Errc::malformed);
    BOOST_TEST(read_targets("[]").has_error());
}

// SEC-38
BOOST_AUTO_TEST_CASE(a_timestamp_lives_a_week_at_most)
{
    timestamp.life.expires = timestamp.life.made + std::chrono::hours{24 * 7} + std::chrono::seconds{1};
    BOOST_TEST(read_timestamp(write_timestamp(timestamp)).error() == Errc::malformed);
    timestamp.life.expires = timestamp.life.made;
    BOOST_TEST(read_timestamp(write_timestamp(timestamp)).error() == Errc::malformed);
}

BOOST_AUTO_TEST_SUITE_END()
