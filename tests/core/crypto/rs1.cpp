// The project's own known answers: rs1-protocol.json, from the keys of the handshake to the records.
#include "core/crypto/datagram.hpp"
#include "core/crypto/hash.hpp"
#include "core/crypto/key_schedule.hpp"
#include "core/crypto/psk.hpp"
#include "core/crypto/record.hpp"
#include "core/crypto/spake2.hpp"
#include "tests/core/crypto/vectors.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using cordee::test::hex_field;
using cordee::test::secret_field;
using cordee::test::text_field;

namespace {

json::Object::Ptr section(const std::string& name)
{
    return json::get_object(*test::load_vectors("rs1-protocol.json"), name);
}

HandshakeConfig config(const json::Object& vector, bool initiator)
{
    const std::string side = initiator ? "init_" : "resp_";
    HandshakeConfig out{text_field(vector, "name"),
                        initiator,
                        hex_field(vector, vector.has("ctx") ? "ctx" : "prologue"),
                        {},
                        {},
                        {}};
    out.psks.push_back(secret_field<32>(vector, "psk"));
    if (vector.has(side + "static"))
        out.s = x25519_key_pair(secret_field<32>(vector, side + "static"));
    if (initiator && out.name.find("_IK") != std::string::npos)
        out.rs = x25519_key_pair(secret_field<32>(vector, "resp_static")).public_key;
    return out;
}

struct Message {
    Bytes payload;
    Bytes bytes;
};

std::vector<Message> messages_of(const json::Object& vector)
{
    std::vector<Message> out;
    if (vector.has("attach1")) { // kind, attach id and epoch come first
        for (const std::string number : {"1", "2"}) {
            const auto record = hex_field(vector, "attach" + number);
            out.push_back({hex_field(vector, "payload" + number), {record.begin() + 21, record.end()}});
        }
        return out;
    }
    const auto messages = json::get_objects(vector, "messages").value();
    for (const auto& message : messages)
        out.push_back({hex_field(*message, "payload"), hex_field(*message, "message")});
    return out;
}

/// Both sides, with the fixed ephemerals, checked against every message.
Keys run_handshake(const json::Object& vector)
{
    test::FixedRandom of_initiator{hex_field(vector, "init_ephemeral")};
    test::FixedRandom of_responder{hex_field(vector, "resp_ephemeral")};
    auto initiator = Handshake::create(config(vector, true), of_initiator).value();
    auto responder = Handshake::create(config(vector, false), of_responder).value();
    for (const auto& message : messages_of(vector)) {
        const bool forth = initiator.my_turn();
        BOOST_TEST(to_hex((forth ? initiator : responder).write(message.payload).value()) ==
                   to_hex(message.bytes));
        BOOST_TEST(((forth ? responder : initiator).read(message.bytes).value() == message.payload));
    }
    return std::move(responder).finish();
}

void check_schedule(const json::Object& vector, const Keys& keys)
{
    const auto epoch = static_cast<std::uint32_t>(json::get_integer(vector, "epoch").value());
    BOOST_TEST(to_hex(keys.hash) == text_field(vector, "handshake_hash"));
    BOOST_TEST(to_hex(keys.k1.view()) == text_field(vector, "k1"));
    BOOST_TEST(to_hex(keys.k2.view()) == text_field(vector, "k2"));
    const KeySchedule schedule{keys};
    BOOST_TEST(to_hex(schedule.stream_key(true, epoch).view()) == text_field(vector, "stream_i2r"));
    BOOST_TEST(to_hex(schedule.stream_key(false, epoch).view()) == text_field(vector, "stream_r2i"));
    BOOST_TEST(to_hex(schedule.datagram_key(true, epoch).view()) == text_field(vector, "dgram_i2r"));
    BOOST_TEST(to_hex(schedule.datagram_key(false, epoch).view()) == text_field(vector, "dgram_r2i"));
}

} // namespace

BOOST_AUTO_TEST_SUITE(rs1_protocol)

// SEC-2
BOOST_AUTO_TEST_CASE(handshakes_and_key_schedules)
{
    for (const std::string name : {"code", "attach", "link", "known_device"})
        BOOST_TEST_CONTEXT(name)
        {
            const auto vector = section(name);
            check_schedule(*vector, run_handshake(*vector));
        }
}

// SEC-2
BOOST_AUTO_TEST_CASE(code_to_psk)
{
    const auto vector = section("code");
    const auto session =
        to_array<16>(hex_field(*test::load_vectors("rs1-protocol.json"), "session_id")).value();
    const auto ctx_hash = sha256(hex_field(*vector, "ctx"));
    const auto w = code_scalar(as_view(text_field(*vector, "secret")), session).value();
    BOOST_TEST(to_hex(w.view()) == text_field(*vector, "w"));
    const Spake2Setup setup{"rs1-joiner", "rs1-holder", to_bytes(ctx_hash)};
    test::FixedRandom x{hex_field(*vector, "x")};
    test::FixedRandom y{hex_field(*vector, "y")};
    const auto joiner = Spake2::start(Spake2Side::a, setup, w.clone(), x).value();
    const auto holder = Spake2::start(Spake2Side::b, setup, w.clone(), y).value();
    BOOST_TEST(to_hex(joiner.share()) == text_field(*vector, "pA"));
    BOOST_TEST(to_hex(holder.share()) == text_field(*vector, "pB"));
    const auto keys = joiner.finish(holder.share()).value();
    BOOST_TEST(to_hex(keys.shared.view()) == text_field(*vector, "Ke"));
    BOOST_TEST(to_hex(keys.own_confirmation) == text_field(*vector, "confA"));
    BOOST_TEST(to_hex(keys.peer_confirmation) == text_field(*vector, "confB"));
    BOOST_TEST(to_hex(code_psk(keys.shared.view(), ctx_hash).view()) == text_field(*vector, "psk"));
}

BOOST_AUTO_TEST_CASE(the_psks_of_the_ways_differ)
{
    const Bytes secret(32, 1);
    const Bytes hash(32, 2);
    BOOST_TEST(to_hex(link_psk(secret, hash).view()) != to_hex(introduction_psk(secret, hash).view()));
    BOOST_TEST(to_hex(link_psk(secret, hash).view()) != to_hex(code_psk(secret, hash).view()));
    BOOST_TEST(to_hex(introduction_psk(secret, hash).view()) !=
               to_hex(introduction_psk(secret, secret).view()));
    BOOST_TEST(to_hex(account_psk().view()) == std::string(64, '0'));
}

BOOST_AUTO_TEST_CASE(link_secret_to_psk)
{
    const auto vector = section("link");
    const auto secret = hex_field(*vector, "secret");
    BOOST_TEST("1." + to_base64url(secret) == text_field(*vector, "fragment"));
    BOOST_TEST(to_hex(link_psk(secret, sha256(hex_field(*vector, "ctx"))).view()) ==
               text_field(*vector, "psk"));
}

BOOST_AUTO_TEST_CASE(other_secrets_of_the_session)
{
    const auto vector = section("code");
    const KeySchedule schedule{run_handshake(*vector)};
    BOOST_TEST(to_hex(schedule.resume_secret().view()) == text_field(*vector, "resume_secret"));
    BOOST_TEST(to_hex(schedule.attach_id(1)) == text_field(*vector, "attach_id_1"));
    BOOST_TEST(to_hex(schedule.pairing_psk().view()) == text_field(*vector, "pair_psk"));
    const auto sas = json::get_object(*vector, "sas");
    const auto ni = to_array<16>(hex_field(*sas, "ni")).value();
    const auto nr = to_array<16>(hex_field(*sas, "nr")).value();
    BOOST_TEST(schedule.safety_number(ni, nr) == std::stoul(text_field(*sas, "digits")));
    BOOST_TEST(to_hex(schedule.clone().pairing_psk().view()) == text_field(*vector, "pair_psk"));
}

BOOST_AUTO_TEST_CASE(each_exported_secret_is_its_own)
{
    const KeySchedule schedule{run_handshake(*section("code"))};
    BOOST_TEST(schedule.exported("a", 16).size() == 16u);
    BOOST_TEST((schedule.exported("a", 16) == schedule.exported("a", 16)));
    BOOST_TEST((schedule.exported("a", 16) != schedule.exported("b", 16)));
}

// SEC-17
BOOST_AUTO_TEST_CASE(records_of_both_directions_and_a_rekey)
{
    const auto vector = section("code");
    const auto data = json::get_objects(*vector, "data").value();
    const KeySchedule schedule{run_handshake(*vector)};
    ManualClock clock;
    RecordSealer forth{schedule.stream_key(true, 0), 0, clock, {.records = 1}};
    RecordSealer back{schedule.stream_key(false, 0), 0, clock};
    RecordOpener from_initiator{schedule.stream_key(true, 0), 0};
    RecordOpener from_responder{schedule.stream_key(false, 0), 0};
    const auto check = [&](std::size_t number, RecordSealer& sealer, RecordOpener& opener) {
        const auto plaintext = hex_field(*data.at(number), "plaintext");
        Bytes record;
        BOOST_REQUIRE(sealer.seal(plaintext, record).has_value());
        BOOST_TEST(to_hex(record) == text_field(*data[number], "record"));
        BOOST_TEST(to_hex(opener.open(record).value()) == to_hex(plaintext));
    };
    check(0, forth, from_initiator);
    check(1, back, from_responder);
    check(2, forth, from_initiator);
}

BOOST_AUTO_TEST_CASE(a_record_of_a_resumed_session)
{
    const auto vector = section("attach");
    const auto data = json::get_objects(*vector, "data").value();
    ManualClock clock;
    RecordSealer sealer{KeySchedule{run_handshake(*vector)}.stream_key(true, 1), 1, clock};
    Bytes record;
    BOOST_REQUIRE(sealer.seal(hex_field(*data.at(0), "plaintext"), record).has_value());
    BOOST_TEST(to_hex(record) == text_field(*data[0], "record"));
}

// SEC-2
BOOST_AUTO_TEST_CASE(a_record_of_the_datagram_path)
{
    const auto vector = section("code");
    const auto data = json::get_objects(*vector, "data").value();
    const auto record = hex_field(*data.at(3), "record");
    const KeySchedule schedule{run_handshake(*vector)};
    ManualClock clock;
    DatagramOpener opener{schedule.datagram_key(false, 0), 0, clock};
    const auto opened = opener.open(record).value();
    BOOST_TEST(to_hex(opened.plaintext) == text_field(*data[3], "plaintext"));
    BOOST_TEST(opened.counter == 7u);
    RecordSealer sealer{schedule.datagram_key(false, 0), 0, clock, {}, RecordPath::datagram};
    Bytes sealed;
    for (int i = 0; i < 8; ++i)
        BOOST_REQUIRE(sealer.seal(hex_field(*data[3], "plaintext"), sealed).has_value());
    BOOST_TEST(to_hex(sealed) == to_hex(record));
}

BOOST_AUTO_TEST_SUITE_END()
