#include "core/plugin/store.hpp"

#include "core/base/file.hpp"
#include "tests/core/plugin/package_maker.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <sys/resource.h>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;
namespace fs = std::filesystem;

namespace {

struct StoreFixture {
    Publisher publisher{7};
    TemporaryFolder folder;
    fs::path cache = folder.path() / "a" / "cache";
    PackageStore store{cache, {publisher.public_key()}, "linux-x86_64"};

    Result<Installed> install(const std::string& version, const std::string& content = "a library",
                              Version min = {})
    {
        PackageMaker maker;
        maker.version = version;
        maker.library = to_bytes(content);
        return store.install("chat", min, maker.make(publisher));
    }
    [[nodiscard]] std::string content(const Installed& installed) const
    {
        return std::string{as_text(read_file(installed.library(true), 1 << 20).value())};
    }
    /// Everything in the cache that is not a module's finished folder or its state.
    [[nodiscard]] std::vector<std::string> leftovers() const
    {
        std::vector<std::string> out;
        if (fs::exists(cache / "chat"))
            for (const auto& entry : fs::directory_iterator{cache / "chat"}) {
                const auto name = entry.path().filename().string();
                if (name != "highest" && name != ".lock" && !parse_version(name))
                    out.push_back(name);
            }
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
    BOOST_TEST(!store.find("chat", {}).has_value());
    PackageMaker maker;
    const auto file = maker.make(publisher);
    BOOST_REQUIRE(store.install("chat", {}, file).has_value());
    const auto found = store.find("chat", Version{1, 2, 3});
    BOOST_REQUIRE(found.has_value());
    BOOST_TEST(found->package_sha256 == to_hex(crypto::sha256(file)));
    BOOST_TEST(content(*found) == "a library");
    BOOST_TEST(!store.find("chat", Version{1, 2, 4}).has_value());
    BOOST_TEST(!store.find("other", {}).has_value());
    BOOST_TEST(!store.find("../chat", {}).has_value());
    BOOST_TEST((fs::status(cache).permissions() == fs::perms::owner_all));
    BOOST_TEST(leftovers().empty());
}

BOOST_AUTO_TEST_CASE(it_never_goes_back_to_an_older_version) // SEC-37
{
    BOOST_REQUIRE(install("1.5.0").has_value());
    BOOST_TEST(install("1.4.9").error() == Errc::expired);
    BOOST_TEST((store.find("chat", {})->manifest.version == Version{1, 5, 0}));
    fs::remove_all(cache / "chat" / "1.5.0");
    BOOST_TEST(install("1.4.9").error() == Errc::expired); // also when the newer one is gone
    BOOST_TEST(!store.find("chat", {}).has_value());
    BOOST_REQUIRE(install("1.5.0").has_value());
    BOOST_REQUIRE(install("2.0.0").has_value());
    BOOST_TEST((store.find("chat", {})->manifest.version == Version{2, 0, 0}));
}

BOOST_AUTO_TEST_CASE(the_same_version_may_be_installed_anew)
{
    BOOST_REQUIRE(install("1.0.0", "first").has_value());
    BOOST_REQUIRE(install("1.0.0", "second").has_value());
    BOOST_TEST(content(*store.find("chat", {})) == "second");
    BOOST_TEST(leftovers().empty());
}

BOOST_AUTO_TEST_CASE(what_was_changed_in_the_cache_counts_as_absent)
{
    for (const char* file : {"lib/chat.so", "manifest.json", "manifest.json.minisig"}) {
        const auto installed = install("1.0.0").value();
        auto bytes = read_file(installed.folder / file, 1 << 20).value();
        bytes[bytes.size() / 2] ^= 1;
        BOOST_REQUIRE(write_private_file(installed.folder / file, bytes).has_value());
        BOOST_TEST(!store.find("chat", {}).has_value(), file);
    }
    const auto installed = install("1.0.0").value();
    fs::remove(installed.library(false));
    BOOST_TEST(!store.find("chat", {}).has_value());
}

BOOST_AUTO_TEST_CASE(a_refused_package_leaves_nothing)
{
    PackageMaker maker;
    maker.spoil_library = true;
    BOOST_TEST(store.install("chat", {}, maker.make(publisher)).error() == Errc::bad_signature);
    BOOST_TEST(leftovers().empty());
    BOOST_TEST(!store.find("chat", {}).has_value());
    BOOST_TEST(store.install("video", {}, PackageMaker{}.make(publisher)).error() ==
               Errc::unexpected); // SEC-39
    BOOST_TEST(store.install("../chat", {}, PackageMaker{}.make(publisher)).error() == Errc::unexpected);
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
    BOOST_TEST(content(*store.find("chat", {})) == "first");
    BOOST_TEST(install("1.1.0").has_value());
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_said)
{
    BOOST_REQUIRE(write_private_file(folder.path() / "a", as_view("a file in the way")).has_value());
    BOOST_CHECK_THROW(install("1.0.0"), UserError);
}

BOOST_AUTO_TEST_SUITE_END()
