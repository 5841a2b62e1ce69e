// Packages of modules with real programs: fetched by who needs them, once, and taken back everywhere.
#include "tests/support/session.hpp"
#include "tests/support/text_file.hpp"
#include "tests/support/traffic.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>

using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

const std::string kOrder = "settle 0\nseconds 600\ncount 100\ncount_size 300\n";
const std::string kVersion = "0.1.0";

/// Both the shipped package and the one of the tests.
struct Packages {
    Packages()
    {
        for (const auto& from : {Installation::packages(), TrafficSession::packages()})
            for (const auto& entry : fs::directory_iterator{from})
                if (entry.path().extension() == ".zip")
                    fs::copy_file(entry.path(), folder.path() / entry.path().filename(),
                                  fs::copy_options::overwrite_existing);
    }
    [[nodiscard]] std::size_t size_of(const std::string& module) const
    {
        for (const auto& entry : fs::directory_iterator{folder.path()})
            if (const auto name = entry.path().filename().string();
                name.starts_with(module + "-") && !name.ends_with("-web.zip"))
                return fs::file_size(entry.path());
        throw std::runtime_error{"there is no package of " + module};
    }
    cordee::TemporaryFolder folder;
};

Installation::Plan plan(const Packages& packages)
{
    Installation::Plan out;
    out.modules = packages.folder.path();
    return out;
}

/// Bytes of the module that left the broker, by its own log.
std::size_t handed_out(Installation& installation, const std::string& module)
{
    const std::regex line{"package " + module + R"( \S+ \S+: (\d+) of \d+ bytes)"};
    const auto log = installation.broker().everything();
    std::size_t out = 0;
    for (std::sregex_iterator each{log.begin(), log.end(), line}, end; each != end; ++each)
        out += std::stoul((*each)[1]);
    return out;
}

void allow(const Person& administrator, const std::string& module)
{
    const auto file = administrator.home() / "policy.json";
    write_text(file, R"({"rules":[{"operator":"*","module":")" + module +
                         R"(","permissions":["*"],"effect":"allow"}]})");
    const auto done = administrator.cordee({"policy", "set", file});
    BOOST_TEST_REQUIRE(done.status == 0, done);
}

} // namespace

BOOST_AUTO_TEST_CASE(an_account_without_a_module_never_fetches_it)
{
    const Packages packages;
    Installation installation{plan(packages)};
    People people{installation};
    allow(people.operator_side, "remote-control");
    BOOST_TEST(is_explained(people.operator_side.cordee({"invite", "--module", "traffic"})));
    const Session session{people};
    session.require_picture();
    BOOST_TEST(session.control().stop() == 0);
    BOOST_TEST(session.agent().wait() == 0);
    BOOST_TEST(handed_out(installation, "remote-control") == 2 * packages.size_of("remote-control"));
    BOOST_TEST(handed_out(installation, "traffic") == 0U);
}

BOOST_AUTO_TEST_CASE(whoever_needs_a_module_fetches_it_once_during_the_session)
{
    const Packages packages;
    Installation installation{plan(packages)};
    const Person ada;
    const Person client;
    installation.set_up(ada);
    TrafficSession::allow(ada);
    const auto link = Installation::invite(ada, {"--module", "traffic"});
    BOOST_TEST(link.starts_with("https://"));
    BOOST_TEST(handed_out(installation, "traffic") == 0U); // nobody needs it before a session
    const auto once_each = 2 * packages.size_of("traffic");
    for (int session = 0; session < 2; ++session) {
        TrafficSession traffic{ada, client, kOrder};
        traffic.wait_for_begin();
        BOOST_TEST(handed_out(installation, "traffic") == once_each);
        traffic.end();
    }
    // Two processes of one person at once, with an empty cache.
    fs::remove_all(ada.home() / "cache");
    fs::remove_all(client.home() / "cache");
    {
        TrafficSession one{ada, client, kOrder};
        TrafficSession other{ada, client, kOrder};
        const bool both = eventually([&] { return handed_out(installation, "traffic") >= 2 * once_each; });
        BOOST_TEST(both, one.everything() << other.everything());
        one.end();
        other.end();
    }
    BOOST_TEST(handed_out(installation, "traffic") == 2 * once_each);
    BOOST_TEST(handed_out(installation, "remote-control") == 0U);
}

// SEC-36, SEC-37
BOOST_AUTO_TEST_CASE(what_is_revoked_ends_where_it_runs_and_begins_nowhere)
{
    const Packages packages;
    Installation installation{plan(packages)};
    const Person ada;
    const Person client;
    installation.set_up(ada);
    TrafficSession::allow(ada);
    const auto keys = (ada.home() / "trust").string();
    const auto with_keys = [&](std::vector<std::string> arguments) {
        arguments.insert(arguments.end(), {"--password-file", "-"});
        return ada.cordee(std::move(arguments), "a long pass phrase\n");
    };
    const auto made = with_keys({"plugin", "trust", "init", keys});
    BOOST_TEST_REQUIRE(made.status == 0, made);
    BOOST_TEST((fs::status(keys).permissions() == fs::perms::owner_all));
    const auto shown = ada.cordee({"plugin", "trust", "show"});
    BOOST_TEST(shown.out.find("publisher ") != std::string::npos, shown);
    {
        TrafficSession traffic{ada, client, kOrder};
        traffic.wait_for_begin();
        const auto wrong =
            ada.cordee({"plugin", "revoke", "traffic", kVersion, "--keys", keys, "--password-file", "-"},
                       "another phrase\n");
        BOOST_TEST(is_explained(wrong), wrong);
        const auto revoked = with_keys({"plugin", "revoke", "traffic", kVersion, "--keys", keys});
        BOOST_TEST_REQUIRE(revoked.status == 0, revoked);
        for (auto* program : {&traffic.control(), &traffic.agent()}) {
            const Finished seen{program->wait(), program->out(), program->err()};
            BOOST_TEST(is_explained(seen), program->name() << " " << seen);
        }
    }
    const auto listed = ada.cordee({"plugin", "list"});
    BOOST_TEST(listed.out.find("revoked") != std::string::npos, listed);
    BOOST_TEST(is_explained(ada.cordee({"invite", "--module", "traffic"})));
}

BOOST_AUTO_TEST_CASE(a_package_is_published_and_used)
{
    const Packages packages;
    const cordee::TemporaryFolder empty;
    auto bare = plan(packages);
    bare.modules = empty.path();
    Installation installation{bare};
    const Person ada;
    const Person client;
    installation.set_up(ada);
    TrafficSession::allow(ada);
    BOOST_TEST(is_explained(ada.cordee({"invite", "--module", "traffic"})));
    for (const auto& entry : fs::directory_iterator{packages.folder.path()})
        if (entry.path().filename().string().starts_with("traffic-")) {
            const auto done = ada.cordee({"plugin", "publish", entry.path()});
            BOOST_TEST_REQUIRE(done.status == 0, done);
        }
    TrafficSession traffic{ada, client, kOrder};
    traffic.wait_for_begin();
    traffic.end();
}
