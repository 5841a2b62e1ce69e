#include "apps/broker/accounts/totp.hpp"

#include "apps/broker/storage/sealer.hpp"
#include "tests/apps/broker/any_database.hpp"
#include "tests/apps/broker/broker_fixture.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

const Bytes kRfcSecret = to_bytes(std::string_view{"12345678901234567890"});

WallTime at(std::int64_t seconds)
{
    return WallTime{std::chrono::seconds{seconds}};
}

Bytes from_base32(const std::string& text)
{
    Bytes out;
    unsigned kept = 0;
    unsigned bits = 0;
    for (const char c : text) {
        kept = (kept << 5) | static_cast<unsigned>(c >= 'A' ? c - 'A' : c - '2' + 26);
        if ((bits += 5) >= 8)
            out.push_back(static_cast<std::uint8_t>(kept >> (bits -= 8)));
    }
    return out;
}

struct Someone : BrokerFixture {
    Someone() : bearer{ada()} {}

    std::string code(int later = 0) const { return totp_code(secret, totp_step(clock.now()) + later); }
    std::string with_code(const std::string& text) const { return R"({"code":")" + text + "\"}"; }
    void set_factor()
    {
        secret = from_base32(call("POST", "/api/v1/me/totp", {}, bearer).text("secret"));
        BOOST_TEST(call("PUT", "/api/v1/me/totp", with_code(code()), bearer).status == 200);
        clock.advance(std::chrono::seconds{30});
    }
    Answer log_in_with(const std::string& text)
    {
        return call("POST", "/api/v1/login",
                    R"({"email":"ada@example.org","password":"correct horse","totp":")" + text + "\"}");
    }

    std::string bearer;
    Bytes secret;
};

} // namespace

BOOST_AUTO_TEST_SUITE(totp)

BOOST_AUTO_TEST_CASE(the_vectors_of_rfc_6238_hold) // appendix B, SHA-1
{
    const std::pair<std::int64_t, const char*> vectors[] = {
        {59, "94287082"},         {1111111109, "07081804"}, {1111111111, "14050471"},
        {1234567890, "89005924"}, {2000000000, "69279037"}, {20000000000, "65353130"}};
    for (const auto& [seconds, code] : vectors)
        BOOST_TEST(totp_code(kRfcSecret, totp_step(at(seconds)), 8) == code);
}

BOOST_AUTO_TEST_CASE(the_vectors_of_rfc_4226_hold) // appendix D
{
    const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                           "254676", "287922", "162583", "399871", "520489"};
    for (std::int64_t i = 0; i < 10; ++i)
        BOOST_TEST(totp_code(kRfcSecret, i) == codes[i]);
}

BOOST_AUTO_TEST_CASE(a_code_is_good_for_its_step_and_its_neighbours_and_once)
{
    const auto now = at(1'000'000);
    const auto step = totp_step(now);
    for (std::int64_t away = -3; away <= 3; ++away)
        BOOST_TEST(check_totp(kRfcSecret, totp_code(kRfcSecret, step + away), now, 0).has_value() ==
                   (away >= -1 && away <= 1));
    const auto used = check_totp(kRfcSecret, totp_code(kRfcSecret, step), now, 0);
    BOOST_TEST((used == step));
    BOOST_TEST(!check_totp(kRfcSecret, totp_code(kRfcSecret, step), now, *used).has_value());
    BOOST_TEST(!check_totp(kRfcSecret, totp_code(kRfcSecret, step - 1), now, *used).has_value());
    BOOST_TEST(!check_totp(kRfcSecret, "", now, 0).has_value());
}

BOOST_AUTO_TEST_CASE(base32_is_that_of_rfc_4648)
{
    BOOST_TEST(to_base32(as_view("foobar")) == "MZXW6YTBOI");
    BOOST_TEST(to_base32(as_view("fo")) == "MZXQ");
    BOOST_TEST(to_base32({}).empty());
    BOOST_TEST(totp_uri("A & B", "a@b.c", as_view("fo")) ==
               "otpauth://totp/A%20%26%20B:a%40b.c?secret=MZXQ&issuer=A%20%26%20B");
}

BOOST_FIXTURE_TEST_CASE(who_has_a_factor_needs_its_code_to_log_in, Someone)
{
    BOOST_TEST(log_in_with("").status == 400);
    set_factor();
    const auto missing =
        call("POST", "/api/v1/login", R"({"email":"ada@example.org","password":"correct horse"})");
    BOOST_TEST(missing.status == 401);
    BOOST_TEST(missing.code() == "totp_required");
    BOOST_TEST(log_in_with("000000").code() == "unauthorized");
    const auto good = code();
    BOOST_TEST(log_in_with(good).status == 200);
    BOOST_TEST(log_in_with(good).code() == "unauthorized"); // seen over a shoulder
    const auto me = call("GET", "/api/v1/me", {}, bearer);
    BOOST_TEST(json::get_bool(*me.body, "totp").value());
    // A wrong password says nothing of a factor.
    BOOST_TEST(
        call("POST", "/api/v1/login", R"({"email":"ada@example.org","password":"wrong horse"})").code() ==
        "unauthorized");
}

BOOST_FIXTURE_TEST_CASE(guessing_codes_is_slowed_down_with_the_right_password_too, Someone)
{
    set_factor();
    int refused = 0;
    for (int i = 0; i < 40; ++i) {
        address = "192.0.2." + std::to_string(i);
        refused += log_in_with("000000").status == 429;
    }
    BOOST_TEST(refused == 20);
}

BOOST_FIXTURE_TEST_CASE(an_offer_counts_only_when_it_was_confirmed_and_a_code_takes_it_away, Someone)
{
    BOOST_TEST(call("PUT", "/api/v1/me/totp", with_code("123456"), bearer).code() == "not_found");
    secret = from_base32(call("POST", "/api/v1/me/totp", {}, bearer).text("secret"));
    BOOST_TEST(secret.size() == kTotpSecret);
    BOOST_TEST(!log_in("ada@example.org").empty());
    BOOST_TEST(call("PUT", "/api/v1/me/totp", with_code("123456"), bearer).code() == "unauthorized");
    BOOST_TEST(call("PUT", "/api/v1/me/totp", with_code(code()), bearer).status == 200);
    BOOST_TEST(call("POST", "/api/v1/me/totp", {}, bearer).code() == "conflict");
    BOOST_TEST(call("DELETE", "/api/v1/me/totp", with_code(code()), bearer).code() == "unauthorized");
    clock.advance(std::chrono::seconds{30});
    BOOST_TEST(call("DELETE", "/api/v1/me/totp", with_code(code()), bearer).status == 200);
    BOOST_TEST(!log_in("ada@example.org").empty());
}

BOOST_FIXTURE_TEST_CASE(the_database_alone_tells_no_secret, Someone)
{
    set_factor();
    if (on_postgresql()) // whose files are not here to look into
        return;
    broker->database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    const auto content = test::read_text(options.data_folder / "broker.db");
    BOOST_TEST(content.find(std::string{as_text(secret)}) == std::string::npos);
    BOOST_TEST(content.find(to_base32(secret)) == std::string::npos);
    BOOST_TEST(content.find(to_base64url(secret)) == std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_is_sealed_opens_for_its_purpose_alone)
{
    SeededRandom random{1};
    const Sealer sealer{random.secret<32>(), random};
    const auto sealed = sealer.seal("a secret", "one");
    BOOST_TEST(sealer.open(sealed, "one").value() == "a secret");
    BOOST_TEST(!sealer.open(sealed, "another").has_value());
    BOOST_TEST(!sealer.open("", "one").has_value());
    BOOST_TEST(!sealer.open(sealed.substr(4), "one").has_value());
    BOOST_TEST(sealer.seal("a secret", "one") != sealed);
    BOOST_TEST(sealer.mark("x", "one") == sealer.mark("x", "one"));
    BOOST_TEST(sealer.mark("x", "one") != sealer.mark("x", "another"));
    const Sealer other{random.secret<32>(), random};
    BOOST_TEST(!other.open(sealed, "one").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
