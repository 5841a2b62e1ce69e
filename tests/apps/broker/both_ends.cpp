// The broker and the endpoints' BrokerClient, one talking to the other.
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/run.hpp"
#include "tests/apps/broker/inviting.hpp"
#include "tests/support/run_awaitable.hpp"

using namespace cordee;
using namespace cordee::broker::testing;
using endpoint::BrokerClient;

namespace {

constexpr auto kPaired = wire::Way::known_device;

/// Straight into the router, in the language of the person.
class RouterHttp : public endpoint::HttpClient {
public:
    explicit RouterHttp(BrokerFixture& fixture) : fixture_{fixture} {}

    boost::asio::awaitable<Result<endpoint::HttpResponse>> request(endpoint::HttpRequest asked) override
    {
        broker::Request request;
        request.method = asked.method;
        request.path = asked.target;
        request.body = asked.body;
        request.bearer = asked.bearer;
        request.address = "192.0.2.1";
        const auto answer = co_await fixture_.broker->router.handle(request);
        co_return endpoint::HttpResponse{static_cast<unsigned>(answer.status), answer.body, answer.type};
    }

private:
    BrokerFixture& fixture_;
};

struct BothEnds : Inviting {
    template <class T>
    T run(boost::asio::awaitable<T> call)
    {
        return run_awaitable(loop, std::move(call));
    }
    template <class T>
    std::string failure(boost::asio::awaitable<T> call)
    {
        try {
            static_cast<void>(run(std::move(call)));
        } catch (const endpoint::BrokerError& error) {
            return error.code();
        }
        return "no failure";
    }
    BrokerClient as(const std::string& token) { return {http, "broker", token}; }

    RouterHttp http{*this};
    const std::vector<endpoint::AskedModule> modules{{"remote-control", {"view", "input"}}};
    const std::vector<transport::Address> here{{"192.0.2.7", 110}, {"2001:db8::7", 110}};
    const std::vector<transport::Address> there{{"192.0.2.8", 110}};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(both_ends, BothEnds)

BOOST_AUTO_TEST_CASE(they_meet_by_code_and_settle)
{
    auto ada = as(bearer);
    auto guest = as("");
    const auto invitation = run(ada.invite(std::chrono::minutes{30}, ByteArray<32>{1}, modules, here));
    BOOST_TEST(invitation.code.size() == 4u);
    BOOST_TEST(!invitation.code_expires.empty());
    BOOST_TEST(!run(ada.wait_for_client(invitation.id)).has_value());
    const auto first = run(guest.meet_by_code(invitation.code, ByteArray<32>{2}, "Léa", there));
    const auto second = run(guest.meet_by_code(invitation.code, ByteArray<32>{3}, "Léa"));
    BOOST_TEST((first.way == wire::Way::code));
    BOOST_TEST((first.connection.candidates == here));
    BOOST_TEST(first.attempt == 1);
    BOOST_TEST(second.attempt == 2);
    const auto met = run(ada.wait_for_client(invitation.id, 1));
    BOOST_REQUIRE(met.has_value());
    BOOST_TEST(met->grant == second.grant);
    BOOST_TEST(met->access.empty());
    BOOST_TEST(met->name == "Léa");
    BOOST_TEST((run(ada.wait_for_client(invitation.id))->connection.candidates == there));
    BOOST_TEST(met->connection.relays.at(0).tickets.size() == 8u);
    run(ada.close(invitation.id, 2));
    BOOST_TEST(failure(as(first.access).tickets(first.session, 1)) == "unauthorized");
    BOOST_TEST(run(as(second.access).tickets(second.session, 2)).at(0).tickets.size() == 8u);
    BOOST_TEST(failure(guest.meet_by_code(invitation.code, ByteArray<32>{4}, "x")) == "not_found");
    BOOST_TEST(failure(guest.meet_by_code("482103957713", ByteArray<32>{4}, "x")) == "not_found");
}

BOOST_AUTO_TEST_CASE(they_meet_by_link_watch_and_end)
{
    auto ada = as(bearer);
    const auto invitation = run(ada.invite(std::chrono::minutes{30}, ByteArray<32>{1}, modules));
    const auto met = run(as("").meet(invitation.id, ByteArray<32>{2}, "Léa"));
    auto agent = as(met.access);
    BOOST_TEST(verified(run(agent.renew_grant(met.session))).seq == 2u);
    BOOST_TEST(!run(agent.watch(met.session, 2)).has_value());
    const auto listed = run(ada.sessions());
    BOOST_REQUIRE(listed.size() == 1u);
    BOOST_TEST((listed[0].session == met.session));
    BOOST_TEST(listed[0].operator_name == "Ada");
    run(ada.revoke(met.session));
    BOOST_TEST(verified(run(agent.watch(met.session, 2)).value()).typ == "revoke");
    BOOST_TEST(failure(agent.tickets(met.session, 1)) == "revoked");
    BOOST_TEST(run(ada.sessions()).empty());
}

BOOST_AUTO_TEST_CASE(a_device_enrols_waits_and_is_met)
{
    auto ada = as(bearer);
    const auto announced = run(ada.add_device("till 3"));
    BOOST_TEST(!run(ada.devices()).at(0).enrolled);
    const auto signing = crypto::make_signing_key(system_random());
    const auto enrolled = run(as("").enrol(announced.token, ByteArray<32>{9}, signing));
    BOOST_TEST(enrolled.id == announced.id);
    BOOST_TEST(enrolled.name == "till 3");
    BOOST_TEST(enrolled.organisation == "Rope");
    BOOST_TEST(failure(as("").enrol(announced.token, ByteArray<32>{9}, signing)) == "unauthorized");
    auto device = as(enrolled.access);
    BOOST_TEST(failure(ada.meet_device(enrolled.id, kPaired, ByteArray<32>{1}, modules)) == "not_waiting");
    BOOST_TEST(!run(device.wait_for_operator(enrolled.id, {kPaired}, here)).has_value());
    BOOST_TEST(run(ada.devices()).at(0).waiting);
    BOOST_TEST((run(ada.devices()).at(0).key == ByteArray<32>{9}));
    const auto theirs = run(ada.meet_device(enrolled.id, kPaired, ByteArray<32>{1}, modules, there));
    BOOST_TEST((theirs.way == wire::Way::known_device));
    BOOST_TEST((theirs.connection.candidates == here));
    const auto visit = run(device.wait_for_operator(enrolled.id, {kPaired}));
    BOOST_REQUIRE(visit.has_value());
    BOOST_TEST(visit->operator_name == "Ada");
    BOOST_TEST(visit->meeting.grant == theirs.grant);
    BOOST_TEST((visit->meeting.connection.candidates == there));
    BOOST_TEST(failure(ada.meet_device(enrolled.id, wire::Way::account, ByteArray<32>{1}, modules)) ==
               "way_closed");
    run(device.wait_for_operator(enrolled.id, {kPaired, wire::Way::account}));
    const auto called = run(ada.meet_device(enrolled.id, wire::Way::account, ByteArray<32>{1}, modules));
    BOOST_TEST((called.way == wire::Way::account));
    run(ada.remove_device(enrolled.id));
    BOOST_TEST(failure(device.wait_for_operator(enrolled.id, {kPaired})) == "unauthorized");
}

BOOST_AUTO_TEST_CASE(a_colleague_is_introduced)
{
    auto bob = as(add_operator("bob@example.org"));
    auto ada = as(bearer);
    const auto invitation = run(ada.invite(std::chrono::minutes{30}, ByteArray<32>{1}, modules));
    const auto met = run(as("").meet(invitation.id, ByteArray<32>{2}, "Léa"));
    BOOST_TEST(failure(ada.introduce(met.session, ByteArray<32>{5}, "bob@example.org", modules)) ==
               "key_not_shown");
    run_awaitable(loop, bob.show_key(ByteArray<32>{5}));
    const auto introduction = run(ada.introduce(met.session, ByteArray<32>{5}, "bob@example.org", modules));
    const auto client = endpoint::read_meeting(**json::parse(introduction.client)).value();
    const auto colleague = endpoint::read_meeting(**json::parse(introduction.colleague)).value();
    BOOST_TEST((client.session == introduction.session));
    BOOST_TEST((client.way == wire::Way::introduced));
    BOOST_TEST(client.grant == colleague.grant);
    BOOST_TEST(client.access != colleague.access);
    BOOST_TEST(run(as(colleague.access).tickets(colleague.session, 1)).size() == 1u);
}

BOOST_AUTO_TEST_CASE(the_order_of_ports_is_read_and_set)
{
    auto ada = as(bearer);
    auto settings = run(ada.connection_settings());
    BOOST_TEST((settings.agent_side.ports == std::vector<std::uint16_t>{443, 11438, 80, 21, 110}));
    settings.agent_side = {{11438}, {transport::Encapsulation::http}};
    run(ada.set_connection_settings(settings));
    const auto again = run(ada.connection_settings());
    BOOST_TEST((again.agent_side.ports == std::vector<std::uint16_t>{11438}));
    BOOST_TEST((again.operator_side.ports == settings.operator_side.ports));
    settings.agent_side.ports = {443};
    BOOST_TEST(failure(ada.set_connection_settings(settings)) == "bad_request");
}

BOOST_AUTO_TEST_SUITE_END()
