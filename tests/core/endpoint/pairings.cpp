#include "core/base/options.hpp"
#include "core/endpoint/device_keys.hpp"
#include "core/endpoint/known_broker.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "tests/support/seeded_random.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>

using namespace cordee;
using namespace cordee::endpoint;
namespace fs = std::filesystem;

namespace {

Pairing some_pairing(std::uint8_t number)
{
    Pairing out;
    out.name = "Olga " + std::to_string(number);
    out.organisation = "Aide";
    out.peer_key = {number, 2, 3};
    out.psk = Secret<32>{ByteArray<32>{number}};
    out.permissions = {"view", "input"};
    out.since = WallTime{std::chrono::seconds{1000}};
    return out;
}

struct PairingsFixture {
    TemporaryFolder folder;
    SeededRandom random{1};
    PairingStore store{folder.path(), "operators"};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(pairings, PairingsFixture)

BOOST_AUTO_TEST_CASE(a_pairing_comes_back_as_it_was_saved)
{
    auto saved = some_pairing(7);
    saved.own_secret = Secret<32>{ByteArray<32>{9}};
    saved.device = "dev-1";
    store.save(saved);
    const auto read = store.find(saved.peer_key);
    BOOST_REQUIRE(read.has_value());
    BOOST_TEST(read->name == "Olga 7");
    BOOST_TEST(read->organisation == "Aide");
    BOOST_TEST(read->psk.view()[0] == 7);
    BOOST_TEST((read->permissions == saved.permissions));
    BOOST_TEST((read->since == saved.since));
    BOOST_TEST(read->own_secret->view()[0] == 9);
    BOOST_TEST(read->device == "dev-1");
    const auto file = folder.path() / "paired" / "operators" / (to_hex(saved.peer_key) + ".json");
    BOOST_TEST((fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write)));
}

BOOST_AUTO_TEST_CASE(who_was_not_paired_here_is_not_found) // SEC-30
{
    store.save(some_pairing(1));
    BOOST_TEST(!store.find(ByteArray<32>{1, 2, 4}).has_value());
    BOOST_TEST(!PairingStore(folder.path(), "devices").find(some_pairing(1).peer_key).has_value());
}

BOOST_AUTO_TEST_CASE(a_pairing_is_removed_by_name_key_or_device)
{
    for (const std::uint8_t number : std::initializer_list<std::uint8_t>{3, 1, 2})
        store.save(some_pairing(number));
    auto with_device = some_pairing(4);
    with_device.device = "dev-4";
    store.save(with_device);
    BOOST_TEST(store.list().size() == 4u);
    BOOST_TEST(store.list().front().name == "Olga 1");
    BOOST_TEST(store.remove("Olga 1"));
    BOOST_TEST(store.remove(short_name_of_key(some_pairing(2).peer_key)));
    BOOST_TEST(store.remove("dev-4"));
    BOOST_TEST(!store.remove(""));
    BOOST_TEST(!store.remove("Olga 1"));
    BOOST_REQUIRE_EQUAL(store.list().size(), 1u);
    BOOST_TEST(store.list().front().name == "Olga 3");
}

BOOST_AUTO_TEST_CASE(a_file_that_was_put_under_another_key_is_refused)
{
    store.save(some_pairing(1));
    const auto folder_of = folder.path() / "paired" / "operators";
    fs::rename(folder_of / (to_hex(some_pairing(1).peer_key) + ".json"),
               folder_of / (to_hex(some_pairing(2).peer_key) + ".json"));
    BOOST_CHECK_THROW(static_cast<void>(store.find(some_pairing(2).peer_key)), UserError);
}

BOOST_AUTO_TEST_CASE(the_keys_of_a_computer_last_and_vouch_for_each_other)
{
    const DeviceKeyStore keys{folder.path()};
    BOOST_TEST(!keys.load().has_value());
    const auto made = keys.load_or_make(random);
    const auto again = DeviceKeyStore{folder.path()}.load_or_make(random);
    BOOST_TEST((made.exchange.public_key == again.exchange.public_key));
    BOOST_TEST((made.signing.public_key == again.signing.public_key));
    keys.adopt(crypto::make_x25519_key_pair(random), random);
    BOOST_TEST((keys.load()->exchange.public_key == made.exchange.public_key));

    // SEC-47: the signature says what it is for, and holds for one token and one key.
    Bytes message = to_bytes("rs1 device key v1");
    message.push_back(0);
    append(message, as_view("token"));
    append(message, made.exchange.public_key);
    const auto signature = sign_enrolment(made, "token");
    BOOST_TEST(crypto::verify(made.signing.public_key, message, signature));
    BOOST_TEST((sign_enrolment(made, "another") != signature));
}

BOOST_AUTO_TEST_CASE(the_key_of_the_session_in_which_somebody_was_paired_becomes_that_of_the_computer)
{
    const DeviceKeyStore keys{folder.path()};
    const auto session_key = crypto::make_x25519_key_pair(random);
    keys.adopt(session_key, random);
    BOOST_TEST((keys.load_or_make(random).exchange.public_key == session_key.public_key));
}

BOOST_AUTO_TEST_CASE(a_broker_that_was_used_is_known)
{
    const KnownBrokerStore known{folder.path()};
    BOOST_TEST(!known.load().has_value());
    const auto broker = broker_from_person("Broker.example:8443", "EBESExQVFhcYGRobHB0eHw");
    BOOST_TEST((broker.address == BrokerAddress{"broker.example", 8443}));
    known.remember(broker);
    BOOST_TEST((known.load() == broker));
    known.remember(broker_from_person("https://other.example", ""));
    BOOST_TEST((known.load() == KnownBroker{{"other.example", 443}, std::nullopt}));
    BOOST_CHECK_THROW(broker_from_person("http://x", ""), UsageError);
    BOOST_CHECK_THROW(broker_from_person("x", "short"), UsageError);
}

BOOST_AUTO_TEST_SUITE_END()
