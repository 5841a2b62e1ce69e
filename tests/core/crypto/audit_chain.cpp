#include "core/crypto/audit_chain.hpp"

#include "core/crypto/hash.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;

BOOST_AUTO_TEST_SUITE(audit_chain)

BOOST_AUTO_TEST_CASE(the_bytes_are_those_of_the_document)
{
    AuditEntry entry;
    entry.seq = 258;
    entry.at = WallTime{std::chrono::seconds{0x01020304}};
    entry.actor_kind = "a";
    entry.after = "{}";
    Bytes expected = to_bytes(std::string_view{"cordee audit entry 1\0", 21});
    append(expected, Bytes(32, 7));
    append(expected, from_hex("0000000000000102"
                              "0000000001020304"
                              "0000000161")
                         .value());
    append(expected, Bytes(7 * 4, 0)); // id, name, address, act, session, object, before
    append(expected, from_hex("000000027b7d").value());
    AuditHash previous;
    previous.fill(7);
    BOOST_TEST(to_hex(audit_hash(previous, entry)) == to_hex(sha256(expected)));

    const auto key = signing_key(Secret<32>{ByteArray<32>{1}});
    const auto head = sign_audit_head(258, previous, entry.at, key);
    Bytes statement = to_bytes(std::string_view{"cordee audit head 1\0", 20});
    append(statement, from_hex("0000000000000102").value());
    append(statement, previous);
    append(statement, from_hex("0000000001020304").value());
    BOOST_TEST(verify(key.public_key, statement, head.signature));
    BOOST_TEST(is_signed(head));
}

BOOST_AUTO_TEST_CASE(a_line_reads_as_it_was_written)
{
    AuditEntry entry;
    entry.seq = 1;
    entry.at = WallTime{std::chrono::seconds{1'800'000'000}};
    entry.actor_name = "<img onerror> \"é\" \\ \n";
    entry.before = R"({"a":"\u00e9"})";
    const auto hash = audit_hash({}, entry);
    const auto read = parse_audit_line(*json::parse(audit_line(entry, hash)).value()).value();
    BOOST_CHECK((read.entry == entry));
    BOOST_TEST(to_hex(read.hash) == to_hex(hash));
    const auto head = sign_audit_head(1, hash, entry.at, signing_key(Secret<32>{ByteArray<32>{1}}));
    const auto again =
        audit_head_from_json(*json::parse(json::dump(audit_head_to_json(head))).value()).value();
    BOOST_TEST(is_signed(again));
    for (const char* wrong : {"{}", R"({"seq":-1})"})
        BOOST_TEST(audit_head_from_json(*json::parse(wrong).value()).has_error());
}

BOOST_AUTO_TEST_SUITE_END()
