// Every example of core/wire/PROTOCOL.md, computed anew.
#include "core/base/file.hpp"
#include "core/crypto/datagram.hpp"
#include "core/crypto/hash.hpp"
#include "core/crypto/psk.hpp"
#include "core/crypto/session_code.hpp"
#include "core/crypto/sframe.hpp"
#include "core/crypto/spake2.hpp"
#include "core/session/peer_info.hpp"
#include "core/session/resumption.hpp"
#include "core/session/sas.hpp"
#include "core/wire/frame.hpp"
#include "core/wire/pake.hpp"
#include "tests/core/crypto/vectors.hpp"
#include "tests/support/manual_clock.hpp"

#include <boost/test/unit_test.hpp>

#include <map>
#include <set>
#include <sstream>

using namespace cordee;
using namespace cordee::crypto;
using cordee::test::FixedRandom;

namespace {

/// The blocks of the page by name, their values by name; and which of them a test has looked at.
class Page {
public:
    Page()
    {
        const auto text = read_file(CORDEE_SOURCE_DIR "/core/wire/PROTOCOL.md", 1 << 20).value();
        std::istringstream lines{std::string{as_text(text)}};
        std::string block;
        std::string name;
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with("```example "))
                block = line.substr(11);
            else if (line.starts_with("```"))
                block.clear();
            else if (!block.empty())
                take(block, name, line);
        }
    }

    /// The bytes of a value; of a text its characters, with the double quotes put back.
    const Bytes& bytes(const std::string& block, const std::string& name)
    {
        seen_.insert({block, name});
        const auto found = values_.find({block, name});
        if (found == values_.end())
            throw std::runtime_error{"PROTOCOL.md has no example " + block + ": " + name};
        return found->second;
    }
    std::string text(const std::string& block, const std::string& name)
    {
        return std::string{as_text(bytes(block, name))};
    }
    template <std::size_t N>
    Secret<N> secret(const std::string& block, const std::string& name)
    {
        return Secret<N>::from(bytes(block, name)).value();
    }
    template <std::size_t N>
    ByteArray<N> array(const std::string& block, const std::string& name)
    {
        return to_array<N>(bytes(block, name)).value();
    }
    void check(const std::string& block, const std::string& name, View is)
    {
        BOOST_TEST(to_hex(bytes(block, name)) == to_hex(is), block << ": " << name);
    }
    [[nodiscard]] std::vector<std::string> never_looked_at() const
    {
        std::vector<std::string> out;
        for (const auto& [place, value] : values_)
            if (!seen_.contains(place))
                out.push_back(place.first + ": " + place.second);
        return out;
    }
    [[nodiscard]] std::size_t size() const { return values_.size(); }

private:
    using Place = std::pair<std::string, std::string>;

    void take(const std::string& block, std::string& name, const std::string& line)
    {
        auto value = line;
        if (!line.starts_with(' ')) {
            const auto equals = line.find('=');
            name = line.substr(0, line.find_last_not_of(' ', equals - 1) + 1);
            value = line.substr(equals + 1);
        }
        value.erase(0, value.find_first_not_of(' '));
        if (value.starts_with('"')) {
            value = value.substr(1, value.size() - 2);
            std::replace(value.begin(), value.end(), '\'', '"');
            values_[{block, name}] = to_bytes(value);
            return;
        }
        append(values_[{block, name}], cordee::test::hex_bytes(value));
    }

    std::map<Place, Bytes> values_;
    std::set<Place> seen_;
};

Page& page()
{
    static Page all;
    return all;
}

/// Runs the block's Noise handshake and compares every message; its keys.
Keys run_noise(const std::string& block, const char* name, View ctx)
{
    const auto config = [&](bool initiator) {
        HandshakeConfig out;
        out.name = name;
        out.initiator = initiator;
        out.prologue = to_bytes(ctx);
        out.s =
            x25519_key_pair(page().secret<32>(block, initiator ? "initiator static" : "responder static"));
        if (initiator && out.name.find("_IK") != std::string::npos)
            out.rs = x25519_key_pair(page().secret<32>(block, "responder static")).public_key;
        out.psks.push_back(page().secret<32>(block, "psk"));
        return out;
    };
    FixedRandom of_initiator{page().bytes(block, "initiator ephemeral")};
    FixedRandom of_responder{page().bytes(block, "responder ephemeral")};
    auto initiator = Handshake::create(config(true), of_initiator).value();
    auto responder = Handshake::create(config(false), of_responder).value();
    for (int number = 1; !initiator.finished(); ++number) {
        const auto& payload = page().bytes(block, "payload " + std::to_string(number));
        const bool forth = initiator.my_turn();
        const auto message = (forth ? initiator : responder).write(payload).value();
        page().check(block, "noise " + std::to_string(number), message);
        BOOST_TEST((forth ? responder : initiator).read(message).has_value());
    }
    auto keys = std::move(initiator).finish();
    page().check(block, "handshake hash", keys.hash);
    page().check(block, "k1", keys.k1.view());
    page().check(block, "k2", keys.k2.view());
    return keys;
}

KeySchedule schedule()
{
    return KeySchedule{Keys{page().secret<32>("key schedule", "k1"), page().secret<32>("key schedule", "k2"),
                            page().array<32>("key schedule", "handshake hash")}};
}

constexpr const char* kXx = "Noise_XXpsk0_25519_AESGCM_SHA256";

} // namespace

BOOST_AUTO_TEST_SUITE(protocol_examples)

BOOST_AUTO_TEST_CASE(context)
{
    wire::Context ctx;
    ctx.way = wire::Way::link;
    ctx.initiator = wire::Role::operator_;
    ctx.session = page().array<16>("context", "session");
    ctx.grant_hash = sha256(page().bytes("context", "grant token"));
    ctx.hello_hash = sha256(page().bytes("context", "hello"));
    page().check("context", "ctx", wire::encode_context(ctx));
    page().check("context", "psk hash", sha256(wire::encode_context(ctx)));
    BOOST_TEST(session::check_hello(page().text("context", "hello")).has_value());
}

BOOST_AUTO_TEST_CASE(payload)
{
    const auto text = page().text("payload", "text");
    const auto peer = session::read_peer_info(text).value();
    BOOST_TEST(peer.name == "reception");
    BOOST_TEST(peer.grant_seq == 4u);
    // Ours, but for the version of the program.
    auto ours = session::peer_info_text("reception", {"datagram"}, 4);
    const auto without_software = [](std::string of) {
        const auto begin = of.find("\"sw\":");
        return of.erase(begin, of.find(',', begin) - begin);
    };
    BOOST_TEST(without_software(ours) == without_software(text));
}

BOOST_AUTO_TEST_CASE(refusal)
{
    page().check("refusal", "record", wire::encode_abort(wire::AbortCode::auth));
}

BOOST_AUTO_TEST_CASE(session_code)
{
    const auto code = SessionCode::parse(page().text("session code", "shown")).value();
    BOOST_TEST(code.routing() == page().text("session code", "routing"));
    page().check("session code", "secret", code.secret().view());
    BOOST_TEST(code.format() == page().text("session code", "shown"));
}

BOOST_AUTO_TEST_CASE(code)
{
    const std::string block = "code";
    const auto& ctx = page().bytes(block, "ctx");
    const auto hash = sha256(ctx);
    const auto session = page().array<16>("context", "session");
    const auto w = code_scalar(page().bytes("session code", "secret"), session).value();
    page().check(block, "w", w.view());
    const Spake2Setup setup{"rs1-joiner", "rs1-holder", to_bytes(hash)};
    FixedRandom x{page().bytes(block, "x")};
    FixedRandom y{page().bytes(block, "y")};
    const auto joiner = Spake2::start(Spake2Side::a, setup, w.clone(), x).value();
    const auto holder = Spake2::start(Spake2Side::b, setup, w.clone(), y).value();
    page().check(block, "pA", joiner.share());
    page().check(block, "pB", holder.share());
    const auto keys = holder.finish(joiner.share()).value();
    page().check(block, "Ke", keys.shared.view());
    page().check(block, "confA", keys.peer_confirmation);
    page().check(block, "confB", keys.own_confirmation);
    page().check(block, "psk", code_psk(keys.shared.view(), hash).view());
    (void)run_noise(block, kXx, ctx);

    page().check("code records", "PAKE1",
                 wire::encode_pake1(ctx, page().bytes("context", "hello"), joiner.share()).value());
    page().check("code records", "PAKE2", wire::encode_pake2(holder.share()));
    page().check("code records", "PAKE3",
                 wire::encode_pake_confirmation(wire::Kind::pake3, page().bytes(block, "confA"),
                                                page().bytes(block, "noise 1")));
}

BOOST_AUTO_TEST_CASE(link)
{
    const auto& secret = page().bytes("link", "secret");
    BOOST_TEST("1." + to_base64url(secret) == page().text("link", "fragment"));
    page().check("link", "psk", link_psk(secret, page().bytes("context", "psk hash")).view());
    (void)run_noise("link", kXx, page().bytes("context", "ctx"));
}

BOOST_AUTO_TEST_CASE(known_device)
{
    (void)run_noise("known device", "Noise_IKpsk2_25519_AESGCM_SHA256", page().bytes("known device", "ctx"));
}

BOOST_AUTO_TEST_CASE(key_schedule)
{
    const std::string block = "key schedule";
    const auto keys = schedule();
    page().check(block, "stream i2r 0", keys.stream_key(true, 0).view());
    page().check(block, "stream r2i 0", keys.stream_key(false, 0).view());
    page().check(block, "dgram i2r 0", keys.datagram_key(true, 0).view());
    page().check(block, "dgram r2i 0", keys.datagram_key(false, 0).view());
    page().check(block, "resume", keys.resume_secret().view());
    page().check(block, "attach id 1", keys.attach_id(1));
    page().check(block, "pair psk", keys.pairing_psk().view());
}

BOOST_AUTO_TEST_CASE(sealed_record)
{
    const std::string block = "sealed record";
    const ManualClock clock;
    RecordSealer sealer{page().secret<32>(block, "key"), 0, clock, {.records = 1}};
    Bytes record;
    BOOST_REQUIRE(sealer.seal(page().bytes(block, "plaintext"), record).has_value());
    page().check(block, "record", record);
    page().check(block, "key 1", next_record_key(page().secret<32>(block, "key")).view());
    BOOST_REQUIRE(sealer.seal(page().bytes(block, "plaintext 1"), record).has_value());
    page().check(block, "record 1", record);
}

BOOST_AUTO_TEST_CASE(datagram)
{
    const ManualClock clock;
    DatagramOpener opener{page().secret<32>("datagram", "key"), 0, clock};
    const auto opened = opener.open(page().bytes("datagram", "record")).value();
    page().check("datagram", "plaintext", opened.plaintext);
    BOOST_TEST(opened.counter == 7u);
}

BOOST_AUTO_TEST_CASE(frames)
{
    const auto check = [](const char* name, auto put) {
        Bytes out;
        put(out);
        page().check("frames", name, out);
    };
    const auto media = View{page().bytes("datagram", "plaintext")}.subspan(wire::kFrameHeader);
    const wire::PathToken token{1, 2, 3, 4, 5, 6, 7, 8};
    check("message", [](Bytes& out) { wire::put_fragment(out, 5, true, 0, as_view("hello")); });
    check("ack", [](Bytes& out) { wire::put_ack(out, 1); });
    check("unreliable", [&](Bytes& out) { wire::put_unreliable(out, 9, media); });
    check("close", [](Bytes& out) { wire::put_close(out, {7, {}}); });
    check("path challenge", [&](Bytes& out) { wire::put_path_challenge(out, token); });
    check("path response", [&](Bytes& out) { wire::put_path_response(out, token); });
}

BOOST_AUTO_TEST_CASE(attach)
{
    const std::string block = "attach";
    const auto session = page().array<16>("context", "session");
    const auto h0 = page().array<32>("key schedule", "handshake hash");
    page().check(block, "prologue", wire::encode_attach_context({1, 1, session, h0, 1}));
    page().check(block, "psk", schedule().resume_secret().view());
    const auto first =
        wire::decode_attach_payload(wire::Kind::attach1, page().bytes(block, "payload 1")).value();
    const auto second =
        wire::decode_attach_payload(wire::Kind::attach2, page().bytes(block, "payload 2")).value();
    FixedRandom of_initiator{page().bytes(block, "initiator ephemeral")};
    FixedRandom of_responder{page().bytes(block, "responder ephemeral")};
    const ManualClock clock;
    session::ResumeInitiator initiator{{schedule(), h0, session}, of_initiator};
    session::ResumeResponder responder{{schedule(), h0, session}, of_responder, clock};
    auto begun = initiator.begin(1, first).value();
    page().check(block, "ATTACH1", begun.attach1);
    const auto answer = responder.answer(begun.attach1, second).value();
    page().check(block, "ATTACH2", answer.attach2);
    const auto resumed = begun.pending.finish(answer.attach2).value();
    BOOST_TEST((resumed.peer == second));
    page().check(block, "stream i2r 1", resumed.keys.stream_key(true, 1).view());
    RecordOpener opener{answer.resumed.keys.stream_key(true, 1), 1};
    BOOST_TEST(opener.open(page().bytes(block, "record")).has_value());
}

BOOST_AUTO_TEST_CASE(safety_digits)
{
    const std::string block = "safety digits";
    const auto h0 = page().array<32>("key schedule", "handshake hash");
    FixedRandom ni{page().bytes(block, "ni")};
    FixedRandom nr{page().bytes(block, "nr")};
    session::SasExchange initiator{true, schedule(), h0, ni};
    session::SasExchange responder{false, schedule(), h0, nr};
    const auto commitment = responder.begin().value();
    page().check(block, "commitment", commitment.hash);
    const auto nonce = initiator.take(commitment).value().value();
    BOOST_TEST(initiator.take(responder.take(nonce).value().value()).has_value());
    BOOST_TEST(initiator.digits().value() == page().text(block, "digits"));
}

BOOST_AUTO_TEST_CASE(group_media)
{
    const std::string block = "group media";
    BOOST_TEST(to_hex(page().bytes(block, "key id")) == "0123");
    BOOST_TEST(to_hex(page().bytes(block, "counter")) == "4567");
    SFrameCipher cipher{page().bytes(block, "base key"), 0x0123};
    page().check(block, "object",
                 cipher.seal(0x4567, page().bytes(block, "metadata"), page().bytes(block, "frame")));
}

BOOST_AUTO_TEST_CASE(no_example_is_left_out)
{
    BOOST_TEST(page().size() > 80u);
    for (const auto& place : page().never_looked_at())
        BOOST_ERROR("nothing checks the example " << place);
}

BOOST_AUTO_TEST_SUITE_END()
