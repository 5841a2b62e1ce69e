// Packages at the broker: published, listed, handed out in parts, trusted and taken back.
#include "apps/broker/http/byte_range.hpp"
#include "core/crypto/grant_verifier.hpp"
#include "tests/apps/broker/publishing.hpp"
#include "tests/support/run_awaitable.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;
namespace trust = cordee::plugin::trust;

namespace {

std::string hash_of(const std::string& content)
{
    return to_hex(crypto::sha256(as_view(content)));
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(packages, Publishing)

BOOST_AUTO_TEST_CASE(a_package_is_verified_before_it_is_published) // SEC-37
{
    const auto good = package("1.0.0");
    BOOST_TEST(publish(good).code() == "forbidden"); // nobody named its publisher
    BOOST_TEST_REQUIRE(put_trust().status == 200);
    const auto done = publish(good);
    BOOST_TEST(done.status == 201);
    BOOST_TEST(done.text("standing") == "offered");
    BOOST_TEST(publish(good).status == 200);
    BOOST_TEST(call("GET", "/api/v1/modules/chat?platform=linux-x86_64").text("sha256") == hash_of(good));
    BOOST_TEST(publish(package("1.0.0", "chat", "something else")).code() == "conflict");
    for (const auto& wrong : {std::string{}, std::string{"noise"}, good.substr(1), good + "x"})
        BOOST_TEST(publish(wrong).code() == "bad_request");
    test::PackageMaker spoilt;
    spoilt.version = "1.1.0";
    spoilt.spoil_library = true;
    BOOST_TEST(publish(std::string{as_text(spoilt.make(publisher))}).code() == "bad_request");
    test::PackageMaker mixed_up;
    mixed_up.version = "1.2.0";
    mixed_up.spoil_checksum = true;
    BOOST_TEST(publish(std::string{as_text(mixed_up.make(publisher))}).code() == "bad_request");
    BOOST_TEST(!std::filesystem::exists(options.data_folder / "modules" / "chat-1.2.0-linux-x86_64.zip"));
    BOOST_TEST(publish(std::string{as_text(test::PackageMaker{}.make(test::Publisher{8}))}).code() ==
               "forbidden");
    BOOST_TEST(call("PUT", "/api/v1/packages", good).code() == "unauthorized");
    BOOST_TEST(call("PUT", "/api/v1/packages", good, add_operator("bob@example.org")).code() == "forbidden");
    restart();
    BOOST_TEST(standing(hash_of(good)) == "offered");
}

BOOST_AUTO_TEST_CASE(a_package_comes_in_parts_and_by_its_hash)
{
    put_trust();
    const auto content = package("1.0.0");
    publish(content);
    const auto target = "/api/v1/packages/" + hash_of(content);
    const auto part = [&](const std::string& range) {
        Request request;
        request.method = "GET";
        request.path = target;
        request.range = range;
        return run_awaitable(loop, broker->router.handle(request));
    };
    const auto header = [](const Response& response, const std::string& name) {
        for (const auto& [key, value] : response.headers)
            if (key == name)
                return value;
        return std::string{};
    };
    BOOST_TEST(part("").status == 200);
    BOOST_TEST(test::read_text(part("").file) == content);
    BOOST_TEST(header(part(""), "ETag") == '"' + hash_of(content) + '"');
    const auto size = content.size();
    const auto last = std::to_string(size - 1);
    const auto rest = part("bytes=10-");
    BOOST_TEST(rest.status == 206);
    BOOST_TEST(rest.body == content.substr(10));
    BOOST_TEST(header(rest, "Content-Range") == "bytes 10-" + last + "/" + std::to_string(size));
    BOOST_TEST(part("bytes=0-0").body == content.substr(0, 1));
    BOOST_TEST(part("bytes=5-99999999").body == content.substr(5));
    BOOST_TEST(part("bytes=-3").body == content.substr(size - 3));
    BOOST_TEST(part("bytes=" + last + "-").body == content.substr(size - 1));
    for (const auto& beyond : {"bytes=" + std::to_string(size) + "-", std::string{"bytes=-0"}}) {
        BOOST_TEST(part(beyond).status == 416);
        BOOST_TEST(header(part(beyond), "Content-Range") == "bytes */" + std::to_string(size));
    }
    for (const char* ignored : {"bytes=1-0", "bytes=a-", "bytes=0-1,3-4", "lines=1-2", "bytes=", "bytes=-",
                                "bytes=18446744073709551616-"})
        BOOST_TEST(part(ignored).status == 200, ignored);
    BOOST_TEST(call("GET", "/api/v1/packages/" + std::string(64, '0')).status == 404);
}

BOOST_AUTO_TEST_CASE(a_large_part_is_cut)
{
    const auto file = scratch.path() / "large";
    test::write_text(file, std::string(3 << 20, 'x'));
    Request request;
    request.range = "bytes=1-";
    const auto part = file_response(request, file, 3 << 20, "tag");
    BOOST_TEST(part.status == 206);
    BOOST_TEST(part.body.size() == kMaxPart);
}

// SEC-38
BOOST_AUTO_TEST_CASE(what_is_trusted_is_told_with_a_fresh_timestamp)
{
    BOOST_TEST(call("GET", "/api/v1/trust").code() == "not_found");
    BOOST_TEST_REQUIRE(put_trust().status == 200);
    auto believed = trust::Trust::begin(told(), clock.now()).value();
    BOOST_TEST(believed.targets().publishers.size() == 2U);
    BOOST_TEST(told("?root=1&targets=1").targets.empty());
    clock.advance(std::chrono::hours{24 * 4});
    restart();
    BOOST_TEST(believed.update(told(), clock.now()).has_value());
    BOOST_TEST((believed.timestamp().life.made == clock.now()));
    clock.advance(std::chrono::hours{24 * 30}); // the broker signs a new one by itself
    BOOST_TEST(believed.update(told(), clock.now()).has_value());
    BOOST_TEST(told().timestamp == told().timestamp);
}

// SEC-38
BOOST_AUTO_TEST_CASE(only_an_administrator_with_the_keys_changes_what_is_trusted)
{
    BOOST_TEST(call("PUT", "/api/v1/trust", R"({"roots":[],"targets":""})").code() == "unauthorized");
    BOOST_TEST(call("GET", "/api/v1/trust/timestamp-key").code() == "unauthorized");
    BOOST_TEST(call("GET", "/api/v1/trust/timestamp-key", {}, bearer).text("key") ==
               to_base64url(broker->trust.timestamp_key()));
    auto right = office.root.timestamp;
    office.root.timestamp = {1, {office.timestamp_key.public_key}};
    BOOST_TEST(put_trust().code() == "conflict"); // the broker could not sign the timestamps
    office.root.timestamp = right;
    BOOST_TEST_REQUIRE(put_trust().status == 200);
    BOOST_TEST(put_trust().code() == "conflict"); // once
    const auto before = office.targets_text();
    office.targets_key = crypto::make_signing_key(system_random());
    office.renew_targets();
    BOOST_TEST(put_trust(false).code() == "bad_request");
    BOOST_TEST(told().targets == before);
    BOOST_TEST(call("PUT", "/api/v1/trust", R"({"targets":""})", bearer).code() == "bad_request");
}

BOOST_AUTO_TEST_CASE(what_was_taken_back_is_neither_offered_nor_handed_out) // SEC-37
{
    put_trust();
    const auto first = package("1.0.0");
    const auto second = package("2.0.0");
    publish(first);
    publish(second);
    BOOST_TEST(revoke({"chat", Version{2, 0, 0}, {}}).status == 200);
    BOOST_TEST(standing(hash_of(second)) == "withdrawn");
    BOOST_TEST(call("GET", "/api/v1/modules/chat?platform=linux-x86_64").text("version") == "1.0.0");
    BOOST_TEST(call("GET", "/api/v1/modules/chat/2.0.0/linux-x86_64").status == 404);
    BOOST_TEST(call("GET", "/api/v1/packages/" + hash_of(second)).status == 404);
    BOOST_TEST(revoke({"", {}, crypto::sha256(as_view(first))}).status == 200);
    BOOST_TEST(call("GET", "/api/v1/modules/chat?platform=linux-x86_64").status == 404);
    office.renew_targets();
    office.targets.modules = {};
    BOOST_TEST(put_trust(false).status == 200);
    BOOST_TEST(standing(hash_of(first)) == "withdrawn");
}

// SEC-36
BOOST_AUTO_TEST_CASE(a_revoked_version_leaves_running_sessions)
{
    put_trust();
    const auto agent = meet(invite());
    const auto session = agent.text("session");
    BOOST_TEST(revoke({"remote-control", Version{7, 0, 0}, {}}).status == 200);
    const auto watched = session_call(session, "/watch", bearer, R"({"seq":1})");
    const auto grant = verified(watched.text("grant"));
    BOOST_TEST(grant.typ == "grant");
    BOOST_TEST((grant.parts[0].mods.at(0).withdrawn == std::vector<Version>{{7, 0, 0}}));
    // And when nothing of it is left, the session ends.
    const auto offered = call("GET", "/api/v1/modules/remote-control?platform=linux-x86_64");
    const auto version = parse_version(offered.text("version")).value();
    BOOST_TEST(revoke({"remote-control", version, {}}).status == 200);
    BOOST_TEST(verified(session_call(session, "/watch", bearer, R"({"seq":2})").text("grant")).typ ==
               "revoke");
}

BOOST_AUTO_TEST_CASE(the_policy_chooses_versions_and_publishers)
{
    put_trust();
    publish(package("1.0.0"));
    publish(package("2.0.0"));
    const auto policy = [&](const std::string& modules) {
        return call("PUT", "/api/v1/policy", R"({"rules":[],"modules":[)" + modules + "]}", bearer);
    };
    const auto offered = [&] {
        return call("GET", "/api/v1/modules/chat?platform=linux-x86_64").text("version");
    };
    BOOST_TEST(policy(R"({"module":"chat","max":"1.9.0"})").status == 200);
    BOOST_TEST(offered() == "1.0.0");
    BOOST_TEST((broker->modules.floor("chat")->max == Version{1, 9, 0}));
    restart();
    BOOST_TEST(offered() == "1.0.0");
    BOOST_TEST(policy(R"({"module":"*","min":"2.0.0"})").status == 200);
    BOOST_TEST(offered() == "2.0.0");
    BOOST_TEST(policy(R"({"module":"chat","publishers":["0123456789ABCDEF"]})").status == 200);
    BOOST_TEST(offered().empty());
    const auto shown = call("GET", "/api/v1/policy", {}, bearer);
    BOOST_TEST(shown.response.body.find(R"("publishers":["0123456789ABCDEF"])") != std::string::npos);
    for (const char* wrong : {"7", "{}", R"({"module":"../x"})", R"({"module":"a","min":"1"})",
                              R"({"module":"a","min":"2.0.0","max":"1.0.0"})", R"({"module":"a","more":1})",
                              R"({"module":"a","publishers":["x"]})", R"({"module":"a"},{"module":"a"})"})
        BOOST_TEST(policy(wrong).code() == "bad_request", wrong);
    BOOST_TEST(call("PUT", "/api/v1/policy", R"({"rules":[]})", bearer).status == 200);
    BOOST_TEST(offered() == "2.0.0");
}

BOOST_AUTO_TEST_CASE(only_an_administrator_may_send_much)
{
    Request head;
    head.method = "PUT";
    head.path = "/api/v1/packages";
    BOOST_TEST(broker->body_limit(head) == 64U * 1024);
    head.bearer = add_operator("bob@example.org");
    BOOST_TEST(broker->body_limit(head) == 64U * 1024);
    head.bearer = bearer;
    BOOST_TEST(broker->body_limit(head) == kMaxPackage);
    head.path = "/api/v1/connection";
    BOOST_TEST(broker->body_limit(head) == 64U * 1024);
    head.path = "/api/v1/policy"; // its text in JSON
    BOOST_TEST(broker->body_limit(head) > 2 * kMaxPolicyText);
    BOOST_TEST(broker->body_limit(head) < 512U * 1024);
    head.bearer.clear();
    BOOST_TEST(broker->body_limit(head) == 64U * 1024);
}

BOOST_AUTO_TEST_SUITE_END()
