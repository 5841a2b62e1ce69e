// Packages on the author's desk.
#include "core/author/specimen.hpp"
#include "core/author/validator/validate.hpp"
#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace cordee;
namespace fs = std::filesystem;

namespace {

const fs::path kEcho = CORDEE_BINARY_DIR "/sdk/packages/echo-0.1.0-linux-x86_64.zip";
const std::string kKey = CORDEE_BINARY_DIR "/publisher/publisher.pub";

/// The package with one byte changed.
fs::path changed(const TemporaryFolder& folder, std::size_t place)
{
    auto bytes = read_file(kEcho, 1 << 20).value();
    bytes.at(place) ^= 1;
    const auto out = folder.path() / "changed.zip";
    std::ofstream{out, std::ios::binary}.write(reinterpret_cast<const char*>(bytes.data()),
                                               static_cast<std::streamsize>(bytes.size()));
    return out;
}

author::Specimen open_in(const TemporaryFolder& folder, const fs::path& package,
                         const std::vector<std::string>& keys)
{
    const auto into = folder.path() / "unpacked";
    fs::remove_all(into);
    fs::create_directory(into);
    return author::open_specimen(package, keys, into);
}

} // namespace

BOOST_AUTO_TEST_SUITE(packages)

BOOST_AUTO_TEST_CASE(a_good_package_is_unpacked)
{
    const TemporaryFolder folder;
    const auto echo = open_in(folder, kEcho, {author::read_publisher_key(kKey)});
    BOOST_TEST(echo.trouble == "");
    BOOST_TEST(fs::exists(echo.folder / "echo.so"));
    BOOST_REQUIRE(echo.manifest.has_value());
    BOOST_TEST(echo.manifest->id == "echo");
}

BOOST_AUTO_TEST_CASE(a_package_of_somebody_else_is_refused)
{
    const TemporaryFolder folder;
    const auto echo = open_in(folder, kEcho, {"RWQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"});
    BOOST_TEST(echo.folder.empty());
    BOOST_TEST(echo.trouble.find("--key") != std::string::npos, echo.trouble);
}

/// A byte that stands for nothing, such as one of a time in the zip, may be another: what is unpacked is what
/// was signed.
BOOST_AUTO_TEST_CASE(a_package_that_was_changed_is_refused_or_means_the_same)
{
    const TemporaryFolder folder;
    const std::vector keys{author::read_publisher_key(kKey)};
    const auto good = open_in(folder, kEcho, keys);
    const auto signed_bytes = read_file(good.folder / "echo.so", 1 << 20).value();
    const auto size = fs::file_size(kEcho);
    int refused = 0;
    for (std::size_t place = 0; place < size; place += size / 40) {
        const auto specimen = open_in(folder, changed(folder, place), keys);
        if (specimen.trouble != "")
            ++refused;
        else
            BOOST_TEST(read_file(specimen.folder / "echo.so", 1 << 20).value() == signed_bytes,
                       "byte " << place);
    }
    BOOST_TEST(refused > 30);
}

BOOST_AUTO_TEST_CASE(a_folder_means_the_package_that_was_built_in_it)
{
    const TemporaryFolder folder;
    BOOST_CHECK_THROW(author::find_package(folder.path()), UserError);
    BOOST_CHECK_THROW(author::find_package(folder.path() / "none"), UserError);
    std::ofstream{folder.path() / "manifest.json"} << R"({"id":"echo","version":"0.1.0"})";
    BOOST_CHECK_THROW(author::find_package(folder.path()), UserError);
    fs::create_directories(folder.path() / "build/packages");
    fs::copy_file(kEcho, folder.path() / "build/packages" / kEcho.filename());
    BOOST_TEST(author::find_package(folder.path()) == folder.path() / "build/packages" / kEcho.filename());
    BOOST_TEST(author::find_package(kEcho) == kEcho);
}

BOOST_AUTO_TEST_CASE(every_rule_is_in_the_page_for_authors)
{
    const auto page = test::read_text(CORDEE_SOURCE_DIR "/docs/plugin-authors.md");
    BOOST_TEST(author::is_rule("package"));
    BOOST_TEST(!author::is_rule("no-such-rule"));
    for (const auto& rule : author::rules())
        BOOST_TEST(page.find("`" + std::string{rule.name} + "`") != std::string::npos, rule.name);
}

BOOST_AUTO_TEST_SUITE_END()
