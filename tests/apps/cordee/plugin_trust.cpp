// An administrator and the keys that decide whose plugins are trusted, at a broker that takes what is signed.
#include "apps/cordee/command.hpp"
#include "core/base/file.hpp"
#include "core/crypto/hash.hpp"
#include "core/plugin/trust/trust.hpp"
#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/core/plugin/trust/offices.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;
namespace trust = cordee::plugin::trust;
namespace fs = std::filesystem;

namespace {

/// Keeps what every program would believe.
class Believer final : public HttpClient {
public:
    explicit Believer(const Clock& clock) : clock_{clock} {}

    boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) override
    {
        if (request.target == "/api/v1/trust/timestamp-key")
            co_return HttpResponse{200, R"({"key":")" + to_base64url(key.public_key) + "\"}", {}};
        if (request.method == "PUT")
            co_return put(*json::parse(request.body).value());
        if (files.roots.empty())
            co_return HttpResponse{404, R"({"code":"not_found"})", {}};
        auto answer = json::make_object();
        answer.set("roots", json::make_array(files.roots));
        answer.set("targets", files.targets);
        answer.set("timestamp", files.timestamp);
        co_return HttpResponse{200, json::dump(answer), {}};
    }

    HttpResponse put(const json::Object& body)
    {
        auto next = files;
        const auto roots = json::get_strings(body, "roots").value();
        next.roots.insert(next.roots.end(), roots.begin(), roots.end());
        next.targets = json::get_string(body, "targets").value();
        const auto signed_text = trust::parse_signed_text(next.targets);
        const auto targets = signed_text ? trust::read_targets(signed_text->body)
                                         : Result<trust::Targets>{signed_text.error()};
        if (!targets)
            return {400, R"({"code":"bad_request"})", {}};
        stamp(next, targets->life.version);
        auto updated = believed ? believed->update(next, clock_.now()) : Result<void>{};
        if (!believed) {
            auto first = trust::Trust::begin(next, clock_.now());
            if (first)
                believed = std::move(*first);
            else
                updated = first.error();
        }
        if (!updated)
            return {409, R"({"code":"conflict"})", {}};
        files = std::move(next);
        return {200, "{}", {}};
    }
    void stamp(trust::Files& to, std::uint64_t version)
    {
        const trust::Timestamp stamp{{++stamps, clock_.now(), clock_.now() + std::chrono::hours{24}},
                                     version,
                                     crypto::sha256(as_view(to.targets))};
        to.timestamp =
            trust::testing::Office::sign(trust::Role::timestamp, trust::write_timestamp(stamp), {&key});
    }

    crypto::SigningKey key = crypto::make_signing_key(system_random());
    trust::Files files;
    std::optional<trust::Trust> believed;
    std::uint64_t stamps = 0;

private:
    const Clock& clock_;
};

class ToBeliever final : public HttpClient {
public:
    explicit ToBeliever(Believer& to) : to_{to} {}
    boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) override
    {
        co_return co_await to_.request(std::move(request));
    }

private:
    Believer& to_;
};

struct AdministratorFixture {
    AdministratorFixture()
    {
        context.seal_cost = 10;
        Account account;
        account.broker = {"b.example", 8443};
        account.token = "tok";
        context.accounts().save(account);
        test::write_text(folder.path() / "phrase", "a long phrase\n");
        test::write_text(folder.path() / "publisher.pub",
                         std::string{"untrusted comment: minisign public key\n"} +
                             trust::testing::kPublisher + "\n");
    }

    int run(std::vector<std::string> arguments, const std::string& phrase = "phrase")
    {
        arguments.insert(arguments.end(), {"--password-file", in(phrase)});
        return cli::run_command_line(context, arguments);
    }
    [[nodiscard]] std::string in(const std::string& name) const { return folder.path() / name; }

    ManualClock clock;
    TemporaryFolder folder;
    FakeTerminal terminal;
    Believer broker{clock};
    cli::Context context{terminal,
                         {folder.path() / "config", folder.path() / "state", folder.path() / "cache"},
                         [this](const transport::Address&, const std::optional<Pin>&) {
                             return std::make_unique<ToBeliever>(broker);
                         },
                         clock};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(plugin_trust, AdministratorFixture)

BOOST_AUTO_TEST_CASE(one_command_makes_keys_that_everybody_believes)
{
    BOOST_TEST(run({"plugin", "trust", "init", in("keys")}) == 0);
    BOOST_TEST((fs::status(in("keys")).permissions() == fs::perms::owner_all));
    BOOST_TEST_REQUIRE(broker.believed.has_value());
    BOOST_TEST(broker.believed->root().root.threshold == 2U);
    BOOST_TEST(broker.believed->root().root.keys.size() == 3U);
    BOOST_TEST(broker.believed->targets().terms_of("anything")->publishers.size() == 1U); // the build's own
    for (const char* key : {"root-1.key", "root-2.key", "root-3.key", "targets.key"})
        BOOST_TEST(test::read_text(fs::path{in("keys")} / key).starts_with("cordee key 1 trust "), key);
    BOOST_CHECK_THROW(run({"plugin", "trust", "init", in("keys")}), UserError);  // the folder is there
    BOOST_CHECK_THROW(run({"plugin", "trust", "init", in("other")}), UserError); // and the broker has a root
    BOOST_TEST(!fs::exists(in("other")));
    terminal.printed.clear();
    BOOST_TEST(cli::run_command_line(context, {"plugin", "trust", "show"}) == 0);
    BOOST_TEST(terminal.printed.at(0).starts_with("root 1 "));
}

BOOST_AUTO_TEST_CASE(publishers_come_and_go)
{
    run({"plugin", "trust", "init", in("keys")});
    const auto keys = in("keys");
    BOOST_TEST(run({"plugin", "trust", "add", in("publisher.pub"), "--name", "Example", "--module", "chat",
                    "--keys", keys}) == 0);
    BOOST_TEST(terminal.printed.back() == "E7620F1842B4E81F");
    BOOST_TEST((broker.believed->targets().terms_of("chat")->publishers ==
                std::vector<std::string>{"E7620F1842B4E81F"}));
    BOOST_TEST(broker.believed->targets().terms_of("other")->publishers.size() == 1U);
    BOOST_TEST(run({"plugin", "trust", "remove", "E7620F1842B4E81F", "--keys", keys}) == 0);
    BOOST_TEST(broker.believed->targets().terms_of("chat")->publishers.empty());
    BOOST_TEST(run({"plugin", "revoke", "chat", "1.2.3", "--keys", keys}) == 0);
    BOOST_TEST(broker.believed->targets().revokes("chat", {1, 2, 3}));
    BOOST_TEST(run({"plugin", "revoke", "--hash", std::string(64, 'a'), "--keys", keys}) == 0);
    BOOST_TEST(broker.believed->targets().revoked.size() == 2U);
    clock.advance(std::chrono::hours{24 * 900});
    BOOST_TEST(run({"plugin", "trust", "renew", "--keys", keys}) == 0);
    BOOST_TEST((broker.believed->targets().life.made == clock.now()));
    for (const auto& wrong : std::vector<std::vector<std::string>>{
             {"plugin", "trust", "remove", "0000000000000000", "--keys", keys},
             {"plugin", "trust", "add", in("phrase"), "--name", "X", "--keys", keys},
             {"plugin", "revoke", "chat", "--keys", keys},
             {"plugin", "revoke", "chat", "1.2", "--keys", keys},
             {"plugin", "revoke", "--hash", "ab", "--keys", keys},
             {"plugin", "trust", "renew"},
             {"plugin", "trust", "renew", "--keys", in("nowhere")}})
        BOOST_CHECK_THROW(run(wrong), UserError);
    test::write_text(folder.path() / "wrong", "another phrase\n");
    BOOST_CHECK_THROW(run({"plugin", "trust", "renew", "--keys", keys}, "wrong"), UserError);
}

// SEC-38
BOOST_AUTO_TEST_CASE(a_broker_cannot_make_an_administrator_sign_what_it_likes)
{
    run({"plugin", "trust", "init", in("keys")});
    const auto before = broker.files;
    run({"plugin", "revoke", "chat", "1.2.3", "--keys", in("keys")});
    broker.files = before; // it has forgotten the revocation
    BOOST_CHECK_THROW(run({"plugin", "trust", "renew", "--keys", in("keys")}), UserError);
    trust::testing::Office other;
    broker.files = other.files();
    BOOST_CHECK_THROW(run({"plugin", "trust", "renew", "--keys", in("keys")}), UserError);
}

// SEC-38
BOOST_AUTO_TEST_CASE(keys_are_replaced_by_the_old_and_the_new_ones)
{
    run({"plugin", "trust", "init", in("keys")});
    run({"plugin", "revoke", "chat", "1.2.3", "--keys", in("keys")});
    fs::create_directory(in("safe"));
    fs::rename(in("keys") + "/root-2.key", in("safe") + "/root-2.key");
    fs::rename(in("keys") + "/root-3.key", in("safe") + "/root-3.key");
    BOOST_CHECK_THROW(run({"plugin", "trust", "rotate", in("keys"), in("new")}), UserError);
    fs::rename(in("safe") + "/root-3.key", in("keys") + "/root-3.key");
    BOOST_TEST(run({"plugin", "trust", "rotate", in("keys"), in("new")}) == 0);
    BOOST_TEST(broker.believed->root().life.version == 2U);
    BOOST_TEST(broker.believed->targets().revokes("chat", {1, 2, 3}));
    BOOST_CHECK_THROW(run({"plugin", "trust", "renew", "--keys", in("keys")}), UserError);
    BOOST_TEST(run({"plugin", "trust", "renew", "--keys", in("new")}) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
