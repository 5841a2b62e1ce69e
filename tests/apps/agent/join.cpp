#include "apps/agent/join.hpp"

#include "tests/core/endpoint/fake_http.hpp"
#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace cordee;
using namespace cordee::endpoint;
namespace fs = std::filesystem;

namespace {

const std::string kLink = "https://b.example:8443/j/AAECAwQFBgcICQoLDA0ODw#1.8PHy8_T19vf4-fr7_P3-_w";
const std::string kKeys = R"({"grant":[{"kid":"k1","key":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]})";

class Forward : public HttpClient {
public:
    explicit Forward(FakeHttp& to) : to_{to} {}
    boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) override
    {
        co_return co_await to_.request(std::move(request));
    }

private:
    FakeHttp& to_;
};

struct Fixture {
    TemporaryFolder folder;
    FakeTerminal terminal;
    FakeHttp http;
    agent::Context context{terminal,
                           {folder.path() / "config", folder.path() / "state", folder.path() / "cache"},
                           [this](const transport::Address&, const std::optional<transport::SpkiPin>&) {
                               return std::make_unique<Forward>(http);
                           }};

    Fixture()
    {
        const auto host = folder.path() / "host";
        std::ofstream{host} << "#!/bin/sh\n";
        fs::permissions(host, fs::perms::owner_all);
    }

    int run(std::vector<std::string> arguments)
    {
        if (!arguments.empty() && arguments[0] == "join")
            arguments.insert(arguments.end(), {"--set", "plugin.host=" + (folder.path() / "host").string()});
        return agent::run_command_line(context, arguments);
    }

    std::string failure(const std::vector<std::string>& arguments)
    {
        try {
            run(arguments);
        } catch (const UserError& error) {
            BOOST_TEST(!error.hint().empty());
            return error.what();
        }
        return "no failure";
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(join, Fixture)

BOOST_AUTO_TEST_CASE(help_and_version_are_results)
{
    BOOST_TEST(run({"--help"}) == 0);
    BOOST_TEST(run({"--version"}) == 0);
    BOOST_TEST(run({}) == 2);
    BOOST_TEST(terminal.printed.size() == 3u);
    BOOST_TEST(terminal.said.empty());
}

BOOST_AUTO_TEST_CASE(what_is_wrong_here_is_found_before_any_network_use) // SEC-9
{
    BOOST_CHECK_THROW(run({"leave"}), UsageError);
    BOOST_CHECK_THROW(run({"join"}), UsageError);
    BOOST_CHECK_THROW(run({"join", kLink, kLink}), UsageError);
    BOOST_CHECK_THROW(run({"join", kLink, "--accept", "everything"}), UsageError);
    BOOST_CHECK_THROW(run({"join", kLink, "--accept", "view", "--set", "no.such=1"}), UsageError);
    BOOST_TEST(failure({"join", kLink + "!", "--accept", "view"}) ==
               "this is not a link that can be used here");
    BOOST_TEST(failure({"join", kLink}) == "there is no terminal in which you could be asked for permission");
    fs::remove(folder.path() / "host");
    BOOST_TEST(failure({"join", kLink, "--accept", "view"}).starts_with("the plugin host program"));
    BOOST_TEST(http.asked.empty());
}

BOOST_AUTO_TEST_CASE(a_used_link_says_so_and_the_secret_stays_here)
{
    http.answer(200, kKeys);
    http.answer(410, R"({"code":"used"})");
    BOOST_TEST(failure({"join", kLink, "--accept", "view", "--name", "reception"}) ==
               "this invitation was already used");
    BOOST_TEST(http.asked.at(1).find(R"("name":"reception")") != std::string::npos);
    for (const auto& asked : http.asked)
        BOOST_TEST(asked.find("8PHy8_T19vf4") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_grant_that_nobody_vouches_for_is_refused_before_the_relay_is_dialled)
{
    http.answer(200, kKeys);
    http.answer(200, R"({"session":"000102030405060708090a0b0c0d0e0f","grant":"v4.public.forged",)"
                     R"("relay":{"address":"relay.invalid:1","ticket":"t",)"
                     R"("key":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}})");
    BOOST_TEST(failure({"join", kLink, "--accept", "view"}) ==
               "the permission for this session is not genuine");
}

BOOST_AUTO_TEST_SUITE_END()
