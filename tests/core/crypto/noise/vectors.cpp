// Runs every published Noise vector there is in the vector folder, both sides, message by message.
#include "tests/core/crypto/vectors.hpp"

#include "core/crypto/noise/handshake.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::crypto;
using cordee::test::hex_bytes;
using cordee::test::hex_field;
using cordee::test::text_field;

namespace {

/// One side as the vector describes it. The generator must outlive the handshake.
struct Party {
    Party(const json::Object& vector, const noise::Protocol& protocol, bool initiator)
        : random{ephemeral(vector, initiator)},
          handshake{Handshake::create(config(vector, protocol, initiator), random).value()}
    {}

    static std::string field(bool initiator, const char* name)
    {
        return (initiator ? "init_" : "resp_") + std::string{name};
    }

    static Bytes ephemeral(const json::Object& vector, bool initiator)
    {
        const auto name = field(initiator, "ephemeral");
        return vector.has(name) ? hex_field(vector, name) : Bytes{};
    }

    static HandshakeConfig config(const json::Object& vector, const noise::Protocol& protocol, bool initiator)
    {
        HandshakeConfig out{
            protocol.name, initiator, hex_field(vector, field(initiator, "prologue")), {}, {}, {}};
        if (protocol.pattern.needs_static(initiator))
            out.s = x25519_key_pair(test::secret_field<32>(vector, field(initiator, "static")));
        if (initiator ? protocol.pattern.responder_static_known : protocol.pattern.initiator_static_known)
            out.rs = known_peer(vector, initiator);
        for (const auto& psk :
             json::get_strings(vector, field(initiator, "psks")).value_or(std::vector<std::string>{}))
            out.psks.push_back(Secret<32>::from(hex_bytes(psk)).value());
        return out;
    }

    /// Some of the sets name it, the others leave it to be computed.
    static ByteArray<32> known_peer(const json::Object& vector, bool initiator)
    {
        const auto name = field(initiator, "remote_static");
        if (vector.has(name))
            return to_array<32>(hex_field(vector, name)).value();
        return x25519_key_pair(test::secret_field<32>(vector, field(!initiator, "static"))).public_key;
    }

    test::FixedRandom random;
    Handshake handshake;
};

/// After the handshake: one cipher per direction, each side holding its own.
struct Transport {
    Transport(const Keys& keys, AeadAlgorithm aead) : forth{aead}, back{aead}
    {
        forth.set_key(keys.k1.view());
        back.set_key(keys.k2.view());
    }

    noise::CipherState forth;
    noise::CipherState back;
};

void run_handshake(Party& initiator, Party& responder, const std::vector<json::Object::Ptr>& messages,
                   std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i) {
        auto& sender = (i % 2 == 0 ? initiator : responder).handshake;
        auto& receiver = (i % 2 == 0 ? responder : initiator).handshake;
        const auto payload = hex_field(*messages[i], "payload");
        BOOST_REQUIRE(sender.my_turn() && !receiver.my_turn());
        const auto sent = sender.write(payload).value();
        BOOST_TEST(to_hex(sent) == text_field(*messages[i], "ciphertext"));
        BOOST_TEST(to_hex(receiver.read(sent).value()) == to_hex(payload));
    }
    BOOST_REQUIRE(initiator.handshake.finished() && responder.handshake.finished());
}

void run_transport(Transport& sender_keys, Transport& receiver_keys, const json::Object& message,
                   bool from_initiator)
{
    auto& sealing = from_initiator ? sender_keys.forth : sender_keys.back;
    auto& opening = from_initiator ? receiver_keys.forth : receiver_keys.back;
    const auto payload = hex_field(message, "payload");
    const auto sealed = sealing.encrypt({}, payload).value();
    BOOST_TEST(to_hex(sealed) == text_field(message, "ciphertext"));
    BOOST_TEST(to_hex(opening.decrypt({}, sealed).value()) == to_hex(payload));
}

void run_vector(const json::Object& vector, const noise::Protocol& protocol)
{
    Party initiator{vector, protocol, true};
    Party responder{vector, protocol, false};
    const auto messages = json::get_objects(vector, "messages").value();
    const auto count = protocol.pattern.messages.size();
    BOOST_REQUIRE(messages.size() >= count);
    run_handshake(initiator, responder, messages, count);
    BOOST_TEST(to_hex(initiator.handshake.full_hash()) == to_hex(responder.handshake.full_hash()));
    if (vector.has("handshake_hash"))
        BOOST_TEST(to_hex(initiator.handshake.full_hash()) == text_field(vector, "handshake_hash"));

    Transport of_initiator{std::move(initiator.handshake).finish(), protocol.aead};
    Transport of_responder{std::move(responder.handshake).finish(), protocol.aead};
    const bool initiator_begins =
        json::get_string(vector, "transport_first") == "initiator" || count % 2 == 0;
    for (std::size_t i = count; i < messages.size(); ++i) {
        const bool from_initiator = count == 1 || initiator_begins == ((i - count) % 2 == 0);
        run_transport(from_initiator ? of_initiator : of_responder,
                      from_initiator ? of_responder : of_initiator, *messages[i], from_initiator);
    }
}

struct Tally {
    int run = 0;
    int skipped = 0;
};

void run_file(const std::filesystem::path& file, Tally& tally)
{
    const auto vectors = json::get_objects(*test::load_vectors(file), "vectors").value();
    for (const auto& vector : vectors) {
        const auto name = text_field(*vector, "protocol_name");
        BOOST_TEST_CONTEXT(file << ": " << name)
        {
            // Curve 448 is in no suite of RS1 and has no code here.
            if (name.find("_448_") != std::string::npos) {
                ++tally.skipped;
                continue;
            }
            run_vector(*vector, noise::parse_protocol(name).value());
            ++tally.run;
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(noise_vectors)

// SEC-2
BOOST_AUTO_TEST_CASE(every_published_vector_passes)
{
    Tally tally;
    for (const auto& entry : std::filesystem::directory_iterator{test::vector_folder()})
        if (entry.path().filename().string().starts_with("noise") && entry.path().extension() == ".json")
            run_file(entry.path().filename(), tally);
    BOOST_TEST_MESSAGE("noise vectors: " << tally.run << " run, " << tally.skipped << " skipped");
    BOOST_TEST(tally.run > 0);
    if (std::getenv("CORDEE_VECTORS") == nullptr)
        BOOST_TEST(tally.skipped == 0);
}

BOOST_AUTO_TEST_SUITE_END()
