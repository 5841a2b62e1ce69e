#include "core/endpoint/broker_client.hpp"

#include "core/endpoint/run.hpp"
#include "tests/core/endpoint/fake_http.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;
using transport::Encapsulation;

namespace {

const std::string kId = "AAECAwQFBgcICQoLDA0ODw";
const std::string kSid = "000102030405060708090a0b0c0d0e0f";
const std::string kKey = "AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
const std::string kRelay =
    R"({"id":"relay","host":"relay.example","ports":[443,11438],"encapsulations":["native","http"],"udp":true,)"
    R"("tickets":[{"ticket":"v4.public.t","key":")" +
    kKey + R"("}]})";
const std::string kConnection =
    R"({"relays":[)" + kRelay +
    R"(],"ports":[11438],"encapsulations":["native"],"candidates":["192.0.2.7:110","[2001:db8::7]:110"]})";
const std::string kMeeting = R"({"session":")" + kSid +
                             R"(","way":"link","grant":"v4.public.g","access":"secret","name":"Ada",)"
                             R"("connection":)" +
                             kConnection + "}";

std::string replaced(std::string text, const std::string& what, const std::string& with)
{
    const auto at = text.find(what);
    BOOST_REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), with);
}

struct BrokerClientFixture {
    FakeHttp http;
    boost::asio::io_context context;
    BrokerClient client{http, "b.example:8443", "my-token"};

    template <class T>
    T run(boost::asio::awaitable<T> call)
    {
        return endpoint::run(context, std::move(call));
    }

    template <class T>
    std::string failure(boost::asio::awaitable<T> call)
    {
        try {
            static_cast<void>(run(std::move(call)));
        } catch (const BrokerError& error) {
            BOOST_TEST(!error.hint().empty());
            return error.code() + ": " + error.what();
        }
        return "no failure";
    }
};

std::string problem(const std::string& code)
{
    return R"({"type":"about:blank","status":400,"code":")" + code + "\"}";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(broker_client, BrokerClientFixture)

BOOST_AUTO_TEST_CASE(an_invitation_is_asked_for_with_the_key_and_the_modules)
{
    http.answer(
        201,
        R"({"invitation":")" + kId + R"(","session":")" + kSid +
            R"(","expires":"2030-01-01T00:00:00Z","modules":[{"id":"remote-control","permissions":["view","input"]}]})");
    const std::vector<AskedModule> modules{{"remote-control", {"view", "input"}}};
    const auto invitation = run(client.invite(std::chrono::minutes{30}, ByteArray<32>{1}, modules));
    BOOST_TEST(invitation.id == kId);
    BOOST_TEST(to_hex(invitation.session) == kSid);
    BOOST_TEST(http.asked.at(0) ==
               "POST /api/v1/invitations {\"minutes\":30,\"key\":\"" + kKey +
                   R"(","modules":[{"id":"remote-control","permissions":["view","input"]}]})");
    BOOST_TEST(http.bearers.at(0) == "my-token");
}

BOOST_AUTO_TEST_CASE(waiting_says_nobody_yet_and_then_where_to_meet)
{
    http.answer(200, R"({"state":"waiting"})");
    BOOST_TEST(!run(client.wait_for_client(kId)).has_value());
    http.answer(200, R"({"state":"met",)" + kMeeting.substr(1));
    const auto met = run(client.wait_for_client(kId));
    BOOST_REQUIRE(met.has_value());
    BOOST_TEST(met->grant == "v4.public.g");
    BOOST_TEST(met->access == "secret");
    BOOST_TEST(met->name == "Ada");
    BOOST_TEST((met->way == wire::Way::link));
    BOOST_TEST(met->attempt == 1);
    const auto& offer = met->connection;
    BOOST_REQUIRE(offer.relays.size() == 1u);
    BOOST_TEST(offer.relays[0].host == "relay.example");
    BOOST_TEST((offer.relays[0].ports == std::vector<std::uint16_t>{443, 11438}));
    BOOST_TEST((offer.relays[0].encapsulations == std::vector{Encapsulation::native, Encapsulation::http}));
    BOOST_TEST(offer.relays[0].udp);
    BOOST_TEST(offer.relays[0].tickets.at(0).ticket == "v4.public.t");
    BOOST_TEST(offer.relays[0].tickets.at(0).proof_key.view()[0] == 1);
    BOOST_TEST((offer.ports == std::vector<std::uint16_t>{11438}));
    BOOST_TEST((offer.encapsulations == std::vector{Encapsulation::native}));
    BOOST_TEST(
        (offer.candidates == std::vector<transport::Address>{{"192.0.2.7", 110}, {"2001:db8::7", 110}}));
    http.answer(200, R"({"state":"odd"})");
    BOOST_TEST(failure(client.wait_for_client(kId)).starts_with("protocol"));
}

BOOST_AUTO_TEST_CASE(the_client_meets_without_a_login)
{
    BrokerClient guest{http, "b.example:8443"};
    http.answer(201, kMeeting);
    const auto met = run(guest.meet(kId, ByteArray<32>{1}, "Léa"));
    BOOST_TEST(to_hex(met.session) == kSid);
    BOOST_TEST(http.asked.at(0) == R"(POST /api/v1/meetings {"invitation":")" + kId + R"(","key":")" + kKey +
                                       R"(","name":"Léa"})");
    BOOST_TEST(http.bearers.at(0) == "");
}

BOOST_AUTO_TEST_CASE(each_refusal_has_its_sentence)
{
    const auto meeting = [&](const std::string& code) {
        http.answer(400, problem(code));
        return failure(client.meet(kId, ByteArray<32>{}, "n"));
    };
    BOOST_TEST(meeting("not_found") == "not_found: this link was not accepted");
    BOOST_TEST(meeting("expired") == "expired: this invitation has expired");
    BOOST_TEST(meeting("used") == "used: this invitation was already used");
    BOOST_TEST(meeting("limit") == "limit: too many attempts");
    BOOST_TEST(meeting("module_denied") == "module_denied: the organisation does not permit this session");
    BOOST_TEST(meeting("internal") == "internal: the broker had a problem of its own");
    http.answer(502, "<html>");
    BOOST_TEST(failure(client.policy()) == "internal: the broker had a problem of its own");
    http.answer(401, problem("unauthorized"));
    BOOST_TEST(failure(client.log_in("a", "b")) ==
               "unauthorized: the e-mail address or the password is not right");
    http.answer(401, problem("unauthorized"));
    BOOST_TEST(failure(client.policy()) == "unauthorized: your login is no longer valid");
    http.answer(409, R"({"code":"conflict","detail":"taken\u001b[2J","hint":"another one"})");
    BOOST_TEST(failure(client.add_operator("a", "b", "c")) == "conflict: the broker says: taken\uFFFD[2J");
}

BOOST_AUTO_TEST_CASE(silence_has_its_sentences_too)
{
    const auto without = [&](Errc error) {
        http.fail(error);
        return failure(client.policy());
    };
    BOOST_TEST(without(Errc::unreachable) == "unreachable: the broker at b.example:8443 cannot be reached");
    BOOST_TEST(without(Errc::timed_out) ==
               "unreachable: the broker at b.example:8443 did not answer in time");
    BOOST_TEST(without(Errc::bad_key) ==
               "identity: what answers at b.example:8443 is not the expected broker: its key is another one");
    BOOST_TEST(without(Errc::malformed) ==
               "protocol: what answers at b.example:8443 does not speak like a broker");
}

BOOST_AUTO_TEST_CASE(answers_of_the_wrong_form_are_not_believed)
{
    const auto refused = [&](const std::string& wrong) {
        http.answer(200, wrong);
        BOOST_TEST(failure(client.meet(kId, ByteArray<32>{}, "n")).starts_with("protocol"), wrong);
    };
    refused("{}");
    refused("[]");
    const std::string nine = R"("192.0.2.7:1","192.0.2.7:2","192.0.2.7:3","192.0.2.7:4","192.0.2.7:5",)"
                             R"("192.0.2.7:6","192.0.2.7:7","192.0.2.7:8","192.0.2.7:9")";
    const std::string candidates = R"("192.0.2.7:110","[2001:db8::7]:110")";
    for (const auto& [what, with] : std::vector<std::pair<std::string, std::string>>{
             {kSid, "00"},
             {"v4.public.g", std::string(4097, 'g')},
             {R"("v4.public.g")", "7"},
             {R"("link")", R"("door")"},
             {R"("secret")", "\"" + std::string(257, 's') + "\""},
             {"relay.example", "relay example"},
             {"443,", "0,"},
             {"443,", "65536,"},
             {"443,", "11438,"},
             {R"(["native","http"])", R"(["native","native"])"},
             {R"(["native","http"])", R"(["carrier pigeon"])"},
             {R"("udp":true)", R"("udp":1)"},
             {kKey, "AA"},
             {R"([{"ticket":"v4.public.t","key":")" + kKey + R"("}])", "[]"},
             {"[" + kRelay + "]", "7"},
             {R"("ports":[11438])", R"("ports":[])"},
             {candidates, nine},
             {candidates, R"("relay.example:110")"},
             {candidates, R"("192.0.2.7")"},
             {candidates, "7"},
         })
        refused(replaced(kMeeting, what, with));
    std::string relays;
    for (int i = 0; i < 9; ++i)
        relays += (i != 0 ? "," : "") + kRelay;
    refused(replaced(kMeeting, kRelay, relays));
    http.answer(200, replaced(kMeeting, "[" + kRelay + "]", "[]")); // then they meet directly, or not at all
    BOOST_TEST(run(client.meet(kId, ByteArray<32>{}, "n")).connection.relays.empty());
}

BOOST_AUTO_TEST_CASE(a_package_must_be_what_was_asked_for)
{
    const auto module = [](const std::string& id, const std::string& version) {
        return R"({"id":")" + id + R"(","version":")" + version +
               R"(","platform":"linux-x86_64","size":3,"sha256":")" + std::string(64, 'a') + "\"}";
    };
    http.answer(200, module("remote-control", "0.1.0"));
    const auto found = run(client.find_module("remote-control", "linux-x86_64", Version{0, 1, 0}));
    BOOST_TEST(found.size == 3u);
    BOOST_TEST(http.asked.back() == "GET /api/v1/modules/remote-control?platform=linux-x86_64&version=0.1.0");
    http.answer(200, "abc");
    std::string got;
    run(client.fetch_package(found, 0, [&](std::uint64_t at, View piece) {
        BOOST_TEST(at == 0U);
        got += as_text(piece);
    }));
    BOOST_TEST(got == "abc");
    BOOST_TEST(http.asked.back() == "GET /api/v1/packages/" + std::string(64, 'a'));
    http.answer(200, module("remote-control", "0.0.9"));
    BOOST_TEST(failure(client.find_module("remote-control", "linux-x86_64", Version{0, 1, 0}))
                   .starts_with("protocol"));
    BOOST_TEST(failure(client.find_module("../login", "linux-x86_64")).starts_with("not_found"));
}

BOOST_AUTO_TEST_CASE(keys_come_by_name_and_only_once)
{
    http.answer(200, R"({"grant":[{"kid":"k1","key":")" + kKey + R"("}]})");
    BOOST_TEST(run(client.grant_keys()).at("k1")[0] == 1);
    for (const auto& wrong :
         {std::string{R"({"grant":[]})"}, std::string{R"({"grant":[{"kid":"k","key":"AA"}]})"},
          R"({"grant":[{"kid":"k","key":")" + kKey + R"("},{"kid":"k","key":")" + kKey + R"("}]})"}) {
        http.answer(200, wrong);
        BOOST_TEST(failure(client.grant_keys()).starts_with("protocol"), wrong);
    }
}

BOOST_AUTO_TEST_SUITE_END()
