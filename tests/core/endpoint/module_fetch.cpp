// A package on its way from the broker to where it runs: fetched once, gone on with, refused.
#include "core/endpoint/module_fetch.hpp"

#include "core/endpoint/enrolment.hpp"
#include "core/plugin/partial_download.hpp"
#include "tests/core/endpoint/fake_terminal.hpp"
#include "tests/core/plugin/package_maker.hpp"
#include "tests/core/plugin/trust/offices.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::endpoint;
using namespace cordee::test;
namespace asio = boost::asio;
namespace trust = cordee::plugin::trust;

namespace {

/// A broker with one package, whose line may break.
class OnePackage final : public HttpClient {
public:
    asio::awaitable<Result<HttpResponse>> request(HttpRequest request) override
    {
        asked.push_back(request.target);
        if (request.target.starts_with("/api/v1/trust"))
            co_return files ? signed_files() : not_found();
        if (request.target.starts_with("/api/v1/modules/chat?"))
            co_return HttpResponse{200, described(), {}};
        const auto from = static_cast<std::size_t>(request.offset.value_or(0));
        starts.push_back(from);
        auto rest = View{package}.subspan(gives_parts ? from : 0);
        if (rest.size() > most)
            rest = rest.first(most);
        if (slowly != nullptr)
            co_await slowly->async_wait(asio::use_awaitable);
        if (!rest.empty())
            request.sink(gives_parts ? from : 0, rest);
        sent += rest.size();
        if (breaks)
            co_return Errc::io_error;
        HttpResponse out{206, {}, {}};
        out.offset = from;
        co_return out;
    }

    [[nodiscard]] std::string described() const
    {
        return R"({"id":"chat","version":")" + version + R"(","platform":")" +
               std::string{plugin::this_platform()} + R"(","size":)" + std::to_string(package.size()) +
               R"(,"sha256":")" + (sha256.empty() ? to_hex(crypto::sha256(package)) : sha256) + "\"}";
    }
    [[nodiscard]] HttpResponse signed_files() const
    {
        auto object = json::make_object();
        object.set("roots", json::make_array(files->roots));
        object.set("targets", files->targets);
        object.set("timestamp", files->timestamp);
        return {200, json::dump(object), {}};
    }
    static HttpResponse not_found() { return {404, R"({"code":"not_found"})", {}}; }

    Bytes package;
    std::string version = "1.0.0";
    std::string sha256; ///< a lie, when not empty
    std::optional<trust::Files> files;
    std::size_t most = 1 << 20; ///< of one answer
    bool breaks = false;        ///< each answer, after that
    bool gives_parts = true;
    asio::steady_timer* slowly = nullptr;
    std::vector<std::string> asked;
    std::vector<std::size_t> starts;
    std::size_t sent = 0;
};

struct FetchFixture {
    FetchFixture()
    {
        office.targets.publishers = {trust::read_publisher(publisher.public_key(), "Test").value()};
        office.targets.modules = {{"*", {publisher.id_text()}, {}}};
        sign();
        publish("1.0.0");
    }

    void sign() { http.files = office.files(); }
    void publish(const std::string& version, const std::string& content = "a library")
    {
        PackageMaker maker;
        maker.version = version;
        maker.platform = plugin::this_platform();
        maker.library = to_bytes(content);
        http.package = maker.make(publisher);
        http.version = version;
    }
    /// As another program of the same person would have it.
    [[nodiscard]] Packages packages(PackageTerms terms = believing()) const
    {
        return Packages{folders, std::move(terms), office.clock};
    }
    static PackageTerms believing()
    {
        PackageTerms out;
        out.any_broker_names_publishers = true;
        return out;
    }
    plugin::Installed fetch(Packages& from, WantedModule wanted = {"chat", {}, false},
                            FetchWatcher watcher = {}, BrokerClient* by = nullptr)
    {
        std::optional<plugin::Installed> out;
        std::exception_ptr failed;
        asio::io_context io;
        asio::co_spawn(io, fetch_module(by != nullptr ? *by : client, from, std::move(wanted), watcher),
                       [&](std::exception_ptr error, plugin::Installed installed) {
                           failed = error;
                           out = std::move(installed);
                       });
        io.run();
        if (failed)
            std::rethrow_exception(failed);
        return *out;
    }
    /// The message of a fetch that fails.
    std::string refused(Packages& from, WantedModule wanted = {"chat", {}, false}, BrokerClient* by = nullptr)
    {
        try {
            (void)fetch(from, std::move(wanted), {}, by);
        } catch (const UserError& error) {
            BOOST_TEST(!error.hint().empty());
            return error.what();
        }
        return {};
    }
    [[nodiscard]] std::size_t times_asked_for(const std::string& what) const
    {
        return static_cast<std::size_t>(
            std::count_if(http.asked.begin(), http.asked.end(),
                          [&](const std::string& target) { return target.starts_with(what); }));
    }

    TemporaryFolder folder;
    PrivateFolders folders{folder.path() / "config", folder.path() / "state", folder.path() / "cache"};
    trust::testing::Office office;
    Publisher publisher{7};
    OnePackage http;
    BrokerClient client{http, "b.example:8443"};
};

constexpr const char* kPackages = "/api/v1/packages/";

} // namespace

BOOST_FIXTURE_TEST_SUITE(module_fetch, FetchFixture)

BOOST_AUTO_TEST_CASE(it_is_fetched_once)
{
    auto first = packages();
    const auto installed = fetch(first);
    BOOST_TEST(installed.manifest.id == "chat");
    auto second = packages();
    BOOST_TEST(fetch(second).folder == installed.folder);
    BOOST_TEST(fetch(second, {"chat", Version{1, 0, 0}, true}).folder == installed.folder);
    BOOST_TEST(times_asked_for(kPackages) == 1U);
    BOOST_TEST(http.sent == http.package.size());
}

BOOST_AUTO_TEST_CASE(a_line_that_breaks_loses_nothing)
{
    auto here = packages();
    http.most = http.package.size() / 5;
    http.breaks = true;
    BOOST_TEST(fetch(here).manifest.id == "chat");
    BOOST_TEST(http.sent == http.package.size());
    BOOST_TEST(http.starts.size() >= 5U);
    BOOST_TEST(http.starts[1] == http.most);
}

BOOST_AUTO_TEST_CASE(the_next_program_goes_on_where_one_gave_up)
{
    auto here = packages();
    http.most = 100;
    http.breaks = true;
    // Three answers in a row without a byte more are enough.
    struct Stops final : HttpClient {
        explicit Stops(OnePackage& to) : to_{to} {}
        asio::awaitable<Result<HttpResponse>> request(HttpRequest request) override
        {
            if (request.offset.value_or(0) > 0)
                co_return Errc::io_error;
            co_return co_await to_.request(std::move(request));
        }
        OnePackage& to_;
    } stops{http};
    BrokerClient interrupted{stops, "b.example:8443"};
    BOOST_TEST(refused(here, {"chat", {}, false}, &interrupted).find("b.example") != std::string::npos);
    http.breaks = false;
    http.most = 1 << 20;
    auto next = packages();
    BOOST_TEST(fetch(next).manifest.id == "chat");
    BOOST_TEST(http.starts.back() == 100U);
    BOOST_TEST(http.sent == http.package.size());
}

BOOST_AUTO_TEST_CASE(a_broker_that_gives_no_parts_begins_again)
{
    auto here = packages();
    {
        auto partial =
            plugin::PartialDownload::open(here.cache(), to_hex(crypto::sha256(http.package))).value();
        partial.append(View{http.package}.first(10));
    }
    http.gives_parts = false;
    BOOST_TEST(fetch(here).manifest.id == "chat");
}

BOOST_AUTO_TEST_CASE(sessions_that_want_the_same_share_one_fetch)
{
    auto one = packages();
    auto other = packages(); // of another program
    asio::io_context io;
    asio::steady_timer slow{io, std::chrono::milliseconds{300}};
    http.slowly = &slow;
    int done = 0;
    for (auto* each : {&one, &other, &one}) {
        WantedModule wanted{"chat", {}, false};
        asio::co_spawn(io, fetch_module(client, *each, std::move(wanted)),
                       [&](std::exception_ptr error, const plugin::Installed&) { done += error == nullptr; });
    }
    io.run();
    BOOST_TEST(done == 3);
    BOOST_TEST(times_asked_for(kPackages) == 1U);
    BOOST_TEST(http.sent == http.package.size());
}

BOOST_AUTO_TEST_CASE(what_is_not_what_was_promised_leaves_nothing) // SEC-37
{
    auto here = packages();
    http.sha256 = std::string(64, 'a');
    BOOST_TEST(!refused(here).empty());
    BOOST_TEST(plugin::PartialDownload::size_of(here.cache(), http.sha256) == 0U);
    http.sha256.clear();
    http.package.push_back(0); // longer than it says
    BOOST_TEST(!refused(here).empty());
    http.package.pop_back();
    BOOST_TEST(fetch(here).manifest.id == "chat");
}

BOOST_AUTO_TEST_CASE(who_waits_long_hears_how_far_it_is)
{
    FakeTerminal terminal;
    struct Slow final : ManualClock {
        [[nodiscard]] SteadyTime steady() const override
        {
            now_ += std::chrono::seconds{3};
            return now_;
        }
        mutable SteadyTime now_{};
    } clock;
    publish("1.0.0", std::string(50'000, 'x'));
    http.most = 10'000;
    auto here = packages();
    fetch(here, {"chat", {}, false}, {&terminal, &clock});
    BOOST_TEST_REQUIRE(terminal.said.size() >= 2U);
    BOOST_TEST(terminal.said.front().find("chat is being fetched: 10 of ") != std::string::npos,
               terminal.said.front());
    BOOST_TEST(terminal.said.back() == "chat is here");
}

BOOST_AUTO_TEST_CASE(a_revoked_version_is_not_started_and_the_one_before_may_come_back) // SEC-37
{
    auto here = packages();
    const auto first = http.package;
    BOOST_TEST(fetch(here).manifest.version.major == 1U);
    publish("2.0.0");
    BOOST_TEST(fetch(here).manifest.version.major == 2U);
    office.renew_targets();
    office.targets.revoked = {{"chat", Version{2, 0, 0}, {}}};
    office.renew_timestamp();
    sign();
    BOOST_TEST(!refused(here, {"chat", Version{2, 0, 0}, true}).empty());
    http.package = first;
    http.version = "1.0.0";
    BOOST_TEST(fetch(here).manifest.version.major == 1U);
}

// SEC-38
BOOST_AUTO_TEST_CASE(an_old_word_of_the_broker_stops_what_is_new_and_not_what_is_here)
{
    auto here = packages();
    BOOST_TEST(fetch(here).manifest.version.major == 1U);
    office.clock.advance(std::chrono::hours{24 * 8});
    publish("2.0.0");
    BOOST_TEST(fetch(here).manifest.version.major == 1U);
    BOOST_TEST(refused(here, {"chat", Version{2, 0, 0}, false}).find("out of date") != std::string::npos);
    office.renew_timestamp();
    sign();
    BOOST_TEST(fetch(here).manifest.version.major == 2U);
}

// SEC-38
BOOST_AUTO_TEST_CASE(what_was_signed_once_does_not_go_away)
{
    auto here = packages();
    BOOST_TEST(fetch(here).manifest.version.major == 1U);
    http.files.reset();
    publish("2.0.0");
    auto later = packages();
    BOOST_TEST(fetch(later).manifest.version.major == 1U);
    BOOST_TEST(!refused(later, {"chat", Version{2, 0, 0}, false}).empty());
    // Another organisation's root at the same address is none, either.
    trust::testing::Office other;
    other.targets.publishers = office.targets.publishers;
    other.targets.modules = office.targets.modules;
    http.files = other.files();
    BOOST_TEST(!refused(later, {"chat", Version{2, 0, 0}, false}).empty());
}

// SEC-39
BOOST_AUTO_TEST_CASE(a_broker_that_came_with_a_link_names_no_publishers)
{
    auto careful = packages(PackageTerms{});
    BOOST_TEST(!refused(careful).empty());
    Enrolment enrolment;
    enrolment.broker = {"b.example", 8443};
    enrolment.device = "d";
    enrolment.access = "a";
    EnrolmentStore{folders.state}.save(enrolment);
    auto enrolled = packages(PackageTerms{});
    BOOST_TEST(fetch(enrolled).manifest.id == "chat");
}

BOOST_AUTO_TEST_CASE(the_owner_of_the_computer_has_the_last_word)
{
    auto terms = believing();
    terms.publishers = {"0123456789ABCDEF"};
    auto other_publishers = packages(terms);
    BOOST_TEST(!refused(other_publishers).empty());
    terms = believing();
    terms.versions = read_version_ranges({"chat=1.1.0-"});
    auto newer = packages(terms);
    BOOST_TEST(!refused(newer).empty());
    terms.versions = read_version_ranges({"chat=-0.9.0"});
    auto older = packages(terms);
    BOOST_TEST(!refused(older).empty());
    terms.versions = read_version_ranges({"chat=1.0.0"});
    auto this_one = packages(terms);
    BOOST_TEST(fetch(this_one).manifest.id == "chat");
    for (const char* wrong : {"chat", "chat=", "chat=-", "chat=1", "=1.0.0", "Chat=1.0.0", "chat=1.0.0-x"})
        BOOST_CHECK_THROW(read_version_ranges({wrong}), UserError);
    BOOST_CHECK_THROW(read_version_ranges({"a=1.0.0", "a=1.0.0"}), UserError);
    BOOST_CHECK_THROW(read_publisher_ids({"0123456789abcdef"}), UserError);
}

BOOST_AUTO_TEST_SUITE_END()
