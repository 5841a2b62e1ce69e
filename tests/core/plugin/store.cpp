#include "core/plugin/store.hpp"

#include "core/base/file.hpp"
#include "tests/core/plugin/package_maker.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

struct StoreFixture {
    Publisher publisher{7};
    TemporaryFolder folder;
    fs::path cache = folder.path() / "a" / "cache";
    fs::path state = folder.path() / "state";
    PackageStore store{{cache, state}};

    [[nodiscard]] PackageRules rules(const std::string& id = "chat", Version min = {}) const
    {
        return {id, min, "linux-x86_64", {publisher.public_key()}};
    }
    [[nodiscard]] std::optional<Installed> find(const std::string& id = "chat", Version min = {}) const
    {
        return store.find(rules(id, min));
    }
    [[nodiscard]] Bytes package(const std::string& version, const std::string& content = "a library") const
    {
        PackageMaker maker;
        maker.version = version;
        maker.library = to_bytes(content);
        return maker.make(publisher);
    }
    /// How many unpacked packages there are.
    [[nodiscard]] std::size_t count() const
    {
        return static_cast<std::size_t>(std::distance(fs::directory_iterator{cache / "unpacked"}, {}));
    }
    void used_at(const Installed& installed, std::time_t when) const
    {
        const timespec times[2] = {{when, 0}, {when, 0}};
        utimensat(AT_FDCWD, (cache / "locks" / installed.package_sha256).c_str(), times, 0);
    }

    Result<Installed> install(const std::string& version, const std::string& content = "a library",
                              Version min = {})
    {
        return store.install(rules("chat", min), package(version, content));
    }
    [[nodiscard]] std::string content(const Installed& installed) const
    {
        return std::string{as_text(read_file(installed.library(true), 1 << 20).value())};
    }
    /// What a program that was interrupted could have left.
    [[nodiscard]] std::vector<std::string> leftovers() const
    {
        std::vector<std::string> out;
        if (fs::exists(cache))
            for (const auto& entry : fs::directory_iterator{cache})
                if (const auto name = entry.path().filename().string();
                    name != "unpacked" && name != "locks" && name != ".lock")
                    out.push_back(name);
        return out;
    }
};

/// Files cannot grow beyond `size` while this lives: what a full disk does to a writer.
class SmallFiles {
public:
    explicit SmallFiles(rlim_t size)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limit{size, before_.rlim_max};
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    SmallFiles(const SmallFiles&) = delete;
    SmallFiles& operator=(const SmallFiles&) = delete;
    ~SmallFiles() { setrlimit(RLIMIT_FSIZE, &before_); }

private:
    rlimit before_{};
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(store, StoreFixture)

BOOST_AUTO_TEST_CASE(what_is_installed_is_found_with_its_hash)
{
    BOOST_TEST(!find().has_value());
    PackageMaker maker;
    const auto file = maker.make(publisher);
    BOOST_REQUIRE(store.install(rules(), file).has_value());
    const auto found = find("chat", Version{1, 2, 3});
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->package_sha256 == to_hex(crypto::sha256(file)));
    BOOST_TEST(content(*found) == "a library");
    BOOST_TEST(!find("chat", Version{1, 2, 4}).has_value());
    BOOST_TEST(!find("other").has_value());
    BOOST_TEST(!find("../chat").has_value());
    BOOST_TEST((fs::status(cache).permissions() == fs::perms::owner_all));
    BOOST_TEST(leftovers().empty());
}

BOOST_AUTO_TEST_CASE(it_never_goes_back_to_an_older_version) // SEC-37
{
    BOOST_REQUIRE(install("1.5.0").has_value());
    BOOST_TEST(install("1.4.9").error() == Errc::expired);
    BOOST_TEST((find()->manifest.version == Version{1, 5, 0}));
    fs::remove_all(cache);
    BOOST_TEST(install("1.4.9").error() == Errc::expired); // also when the newer one is gone
    BOOST_TEST(!find().has_value());
    BOOST_REQUIRE(install("1.5.0").has_value());
    BOOST_REQUIRE(install("2.0.0").has_value());
    BOOST_TEST((find()->manifest.version == Version{2, 0, 0}));
}

BOOST_AUTO_TEST_CASE(the_same_version_may_be_installed_anew)
{
    BOOST_REQUIRE(install("1.0.0", "first").has_value());
    const auto second = install("1.0.0", "second");
    BOOST_REQUIRE(second.has_value());
    BOOST_TEST(content(*second) == "second");
    BOOST_TEST(install("1.0.0", "second").has_value());
    BOOST_TEST(leftovers().empty());
}

BOOST_AUTO_TEST_CASE(what_was_changed_in_the_cache_counts_as_absent)
{
    for (const char* file : {"lib/chat.so", "manifest.json", "manifest.json.minisig"}) {
        const auto installed = install("1.0.0").value();
        auto bytes = read_file(installed.folder / file, 1 << 20).value();
        bytes[bytes.size() / 2] ^= 1;
        BOOST_REQUIRE(write_private_file(installed.folder / file, bytes).has_value());
        BOOST_TEST(!find().has_value(), file);
    }
    const auto installed = install("1.0.0").value();
    fs::remove(installed.library(false));
    BOOST_TEST(!find().has_value());
}

BOOST_AUTO_TEST_CASE(a_refused_package_leaves_nothing)
{
    PackageMaker maker;
    maker.spoil_library = true;
    BOOST_TEST(store.install(rules(), maker.make(publisher)).error() == Errc::bad_signature);
    BOOST_TEST(leftovers().empty());
    BOOST_TEST(!find().has_value());
    BOOST_TEST(store.install(rules("video"), PackageMaker{}.make(publisher)).error() ==
               Errc::unexpected); // SEC-39
    BOOST_TEST(store.install(rules("../chat"), PackageMaker{}.make(publisher)).error() == Errc::unexpected);
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_said_and_leaves_what_was_there)
{
    BOOST_REQUIRE(install("1.0.0", "first").has_value());
    for (const rlim_t size : {0, 10, 300, 1000}) {
        const SmallFiles full{size};
        BOOST_CHECK_EXCEPTION(
            install("1.1.0", std::string(5000, 'x')), UserError, [&](const UserError& error) {
                return std::string{error.what()}.find(cache.string()) != std::string::npos &&
                       !error.hint().empty();
            });
    }
    BOOST_TEST(leftovers().empty());
    BOOST_TEST(content(*find()) == "first");
    BOOST_TEST(install("1.1.0").has_value());
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_said)
{
    BOOST_REQUIRE(write_private_file(folder.path() / "a", as_view("a file in the way")).has_value());
    BOOST_CHECK_THROW(install("1.0.0"), UserError);
}

BOOST_AUTO_TEST_CASE(what_runs_stays_and_leaves_when_it_has_ended)
{
    auto old = install("1.0.0", "old").value();
    auto young = install("2.0.0", "young").value();
    BOOST_TEST(count() == 2U);
    BOOST_TEST(content(old) == "old"); // while a session runs it
    auto other = PackageStore{{cache, state}}.find(rules()).value();
    BOOST_TEST((other.manifest.version == Version{2, 0, 0}));
    old.lease.reset();
    BOOST_TEST(count() == 1U);
    BOOST_TEST(!fs::exists(old.folder));
    BOOST_TEST(content(young) == "young");
}

BOOST_AUTO_TEST_CASE(another_program_keeps_what_it_runs)
{
    auto old = install("1.0.0", "old").value();
    int told[2];
    BOOST_TEST_REQUIRE(pipe(told) == 0);
    const auto child = fork();
    if (child == 0) {
        const auto theirs = PackageStore{{cache, state}}.find(rules());
        const char found = theirs ? 'y' : 'n';
        (void)!write(told[1], &found, 1);
        pause(); // until it is killed
        _exit(0);
    }
    char found = 0;
    BOOST_TEST(read(told[0], &found, 1) == 1);
    BOOST_TEST(found == 'y');
    old.lease.reset();
    BOOST_TEST(install("2.0.0").has_value());
    BOOST_TEST(content(old) == "old");
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    store.trim();
    BOOST_TEST(!fs::exists(old.folder));
    BOOST_TEST(count() == 1U);
}

BOOST_AUTO_TEST_CASE(what_was_not_used_for_longest_makes_room)
{
    const std::string large(40'000, 'x');
    std::vector<Installed> modules;
    for (const char* id : {"a", "b", "c"}) {
        PackageMaker maker;
        maker.id = id;
        maker.library = to_bytes(id + large);
        modules.push_back(store.install(rules(id), maker.make(publisher)).value());
    }
    used_at(modules[0], 3000);
    used_at(modules[1], 1000);
    used_at(modules[2], 2000);
    PackageStore small{{cache, state, 90'000}};
    small.trim();
    BOOST_TEST(count() == 3U); // all of them run
    for (auto& module : modules)
        module.lease.reset();
    small.trim();
    BOOST_TEST(fs::exists(modules[0].folder));
    BOOST_TEST(!fs::exists(modules[1].folder));
    BOOST_TEST(fs::exists(modules[2].folder));
    BOOST_TEST(find("a").has_value());
    BOOST_TEST(!find("b").has_value());
}

// SEC-37
BOOST_AUTO_TEST_CASE(what_was_withdrawn_is_not_installed_and_not_found)
{
    auto one = install("1.0.0").value();
    const auto file = package("2.0.0", "second");
    auto two = store.install(rules(), file).value();
    auto strict = rules();
    strict.withdrawn = {Version{2, 0, 0}};
    BOOST_TEST(store.install(strict, file).error() == Errc::not_permitted);
    // What was withdrawn is no reason to refuse the one before.
    BOOST_TEST((store.find(strict)->manifest.version == Version{1, 0, 0}));
    BOOST_TEST(fs::exists(two.folder)); // it runs
    BOOST_TEST(store.install(strict, package("1.0.0")).has_value());
    two.lease.reset();
    (void)store.find(strict);
    BOOST_TEST(!fs::exists(two.folder));

    strict = rules();
    strict.withdrawn_packages = {crypto::sha256(file)};
    BOOST_TEST(store.install(strict, file).error() == Errc::not_permitted);
    strict = rules();
    strict.max = Version{1, 9, 0};
    BOOST_TEST(store.install(strict, file).error() == Errc::not_permitted);
}

// SEC-37
BOOST_AUTO_TEST_CASE(publishers_do_not_share_their_history)
{
    BOOST_REQUIRE(install("3.0.0").has_value());
    const Publisher other{8};
    auto theirs = rules();
    theirs.publishers = {other.public_key()};
    PackageMaker maker;
    maker.version = "1.0.0";
    BOOST_TEST(store.install(theirs, maker.make(other)).has_value());
    BOOST_TEST((find()->manifest.version == Version{3, 0, 0}));
    BOOST_TEST((store.find(theirs)->manifest.version == Version{1, 0, 0}));
}

BOOST_AUTO_TEST_CASE(a_version_can_be_asked_for)
{
    const auto one = install("1.0.0").value();
    BOOST_TEST(store.find(rules(), Version{1, 0, 0}).has_value());
    BOOST_TEST(!store.find(rules(), Version{1, 0, 1}).has_value());
    const auto two = install("2.0.0").value();
    BOOST_TEST(!store.find(rules(), Version{1, 0, 0}).has_value()); // it runs still, and does not begin anew
    BOOST_TEST(store.find(rules(), Version{2, 0, 0}).has_value());
}

BOOST_AUTO_TEST_CASE(what_was_interrupted_is_cleared_away)
{
    fs::create_directories(cache / ".new-abcdef" / "lib");
    BOOST_REQUIRE(install("1.0.0").has_value());
    BOOST_TEST(leftovers().empty());
}

BOOST_AUTO_TEST_SUITE_END()
