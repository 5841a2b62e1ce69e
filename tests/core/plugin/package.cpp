// SEC-37: an altered file, an extra file, a path that escapes, a wrong comment, a legacy signature, an
// unknown publisher and a lower version are refused before anything runs or is written.
#include "core/plugin/package.hpp"

#include "core/base/file.hpp"
#include "core/plugin/publisher_key.hpp"
#include "tests/core/plugin/package_maker.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;

namespace {

struct PackageFixture {
    Publisher publisher{7};
    PackageMaker maker;
    PackageRules rules{
        "chat", Version{1, 0, 0}, "linux-x86_64", {Publisher{9}.public_key(), publisher.public_key()}};
    TemporaryFolder folder;

    [[nodiscard]] boost::system::error_code open_error() const
    {
        const auto file = maker.make(publisher);
        const auto package = Package::open(file, rules);
        return package ? boost::system::error_code{} : package.error();
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(package, PackageFixture)

BOOST_AUTO_TEST_CASE(a_good_package_is_unpacked_and_verified_again)
{
    const auto file = maker.make(publisher);
    const auto package = Package::open(file, rules).value();
    BOOST_TEST(package.manifest().publisher == publisher.id_text());
    BOOST_REQUIRE(package.unpack_into(folder.path()).has_value());
    BOOST_TEST((read_file(folder.path() / "lib/chat.so", 100).value() == maker.library));
    BOOST_TEST(verify_folder(folder.path(), rules).has_value());
}

BOOST_AUTO_TEST_CASE(the_packages_of_this_build_fit_the_key_of_this_build)
{
    const auto file = read_file(std::string{CORDEE_BINARY_DIR "/sdk/packages/echo-0.1.0-"} +
                                    std::string{this_platform()} + ".zip",
                                kMaxPackage)
                          .value();
    PackageRules own{
        "echo", {}, std::string{this_platform()}, {publisher_keys().begin(), publisher_keys().end()}};
    const auto package = Package::open(file, own);
    BOOST_REQUIRE(package.has_value());
    BOOST_TEST(package->unpack_into(folder.path()).has_value());
    own.publishers = rules.publishers;
    BOOST_TEST(Package::open(file, own).error() == Errc::bad_key);
}

BOOST_AUTO_TEST_CASE(an_unknown_publisher_is_refused)
{
    rules.publishers = {Publisher{7}.public_key()}; // the same id, another key
    BOOST_TEST(open_error() == Errc::bad_signature);
    rules.publishers = {Publisher{8}.public_key()};
    BOOST_TEST(open_error() == Errc::bad_key);
    rules.publishers = {};
    BOOST_TEST(open_error() == Errc::bad_key);
}

BOOST_AUTO_TEST_CASE(what_was_changed_after_signing_is_refused)
{
    maker.spoil_manifest = true;
    BOOST_TEST(open_error() == Errc::bad_signature);
    maker.spoil_manifest = false;
    maker.spoil_library = true;
    const auto file = maker.make(publisher);
    const auto package = Package::open(file, rules).value();
    BOOST_TEST(package.unpack_into(folder.path()).error() == Errc::bad_signature);
    BOOST_TEST(!std::filesystem::exists(folder.path() / "lib/chat.so"));
}

BOOST_AUTO_TEST_CASE(a_wrong_comment_or_a_legacy_signature_is_refused)
{
    maker.comment = "rs1 module chat 1.2.4";
    BOOST_TEST(open_error() == Errc::unexpected);
    maker.comment = "timestamp:1700000000\tfile:manifest.json";
    BOOST_TEST(open_error() == Errc::unexpected);
    maker.comment = "";
    maker.algorithm = "Ed";
    BOOST_TEST(open_error() == Errc::unsupported);
}

BOOST_AUTO_TEST_CASE(another_id_platform_interface_or_a_lower_version_is_refused)
{
    rules.id = "video";
    BOOST_TEST(open_error() == Errc::unexpected);
    rules.id = "chat";
    rules.min = Version{1, 2, 4};
    BOOST_TEST(open_error() == Errc::expired);
    rules.min = Version{1, 2, 3};
    BOOST_TEST(!open_error());
    maker.platform = "linux-aarch64";
    BOOST_TEST(open_error() == Errc::unsupported);
    maker.platform = "linux-x86_64";
    maker.abi = R"({"min":2,"max":3})";
    BOOST_TEST(open_error() == Errc::unsupported);
}

BOOST_AUTO_TEST_CASE(only_what_is_listed_may_be_there)
{
    const Bytes x = to_bytes("x");
    for (const char* path :
         {"extra.so", "../escape.so", "/etc/escape", "lib/CHAT.so", "lib/chat.so", "manifest.json"}) {
        maker.extra = {{path, x}};
        BOOST_TEST(open_error() == Errc::malformed, path);
    }
    maker.extra = {{"link", x, 0120777}};
    BOOST_TEST(open_error() == Errc::malformed);
    maker.extra = {};
    maker.leave_out_library = true;
    BOOST_TEST(open_error() == Errc::malformed);
}

BOOST_AUTO_TEST_CASE(an_oversized_or_broken_file_is_refused)
{
    BOOST_TEST(Package::open(Bytes(kMaxPackage + 1), rules).error() == Errc::too_large);
    BOOST_TEST(Package::open({}, rules).has_error());
    auto file = maker.make(publisher);
    for (std::size_t i = 0; i < file.size(); ++i) {
        file[i] ^= 0x20;
        const auto opened = Package::open(file, rules);
        if (opened) // something that nobody reads, such as a time; the content is still what was signed
            BOOST_TEST((opened->unpack_into(folder.path()).has_error() ||
                        read_file(folder.path() / "lib/chat.so", 100).value() == maker.library));
        file[i] ^= 0x20;
    }
}

BOOST_AUTO_TEST_SUITE_END()
