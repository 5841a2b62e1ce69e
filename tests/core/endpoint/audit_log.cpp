#include "core/endpoint/audit_log.hpp"

#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sys/stat.h>

using namespace cordee;
using namespace cordee::endpoint;
namespace fs = std::filesystem;

namespace {

struct AuditFolder : TemporaryFolder {
    [[nodiscard]] fs::path state() const { return path() / "state"; }
    [[nodiscard]] std::string text(const std::string& name = "audit.jsonl") const
    {
        return test::read_text(state() / name);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(audit_log, AuditFolder)

BOOST_AUTO_TEST_CASE(a_line_says_who_did_what_where_and_when)
{
    const AuditLines lines{
        {"0102", "file-transfer", "0.1.0", "AB", "controlled", "Ada", "Example Ltd", "till"}};
    const WallTime when{std::chrono::seconds{1'800'000'000}};
    const auto line = lines.line("file-received", "{\"name\":\"a\\nb\",\n\"size\":\r3}", when);
    BOOST_TEST(line == R"({"time":"2027-01-15T08:00:00Z","session":"0102","module":"file-transfer",)"
                       R"("version":"0.1.0","publisher":"AB","side":"controlled","operator":"Ada",)"
                       R"("organisation":"Example Ltd","agent":"till","act":"file-received",)"
                       R"("facts":{"name":"a\nb","size":3}})");
}

BOOST_AUTO_TEST_CASE(lines_are_kept_in_order_for_their_owner_alone)
{
    {
        AuditLog log{state()};
        BOOST_TEST(!fs::exists(state())); // nothing is made for nothing
        for (int i = 0; i < 1000; ++i)
            log.add(std::to_string(i));
    }
    std::string expected;
    for (int i = 0; i < 1000; ++i)
        expected += std::to_string(i) + "\n";
    BOOST_TEST(text() == expected);
    BOOST_TEST((fs::status(state() / "audit.jsonl").permissions() ==
                (fs::perms::owner_read | fs::perms::owner_write)));
    AuditLog again{state()};
    again.add("more"); // it is there at once
    BOOST_TEST(text() == expected + "more\n");
}

BOOST_AUTO_TEST_CASE(a_full_file_moves_on_and_the_oldest_goes)
{
    AuditLog log{state(), 10};
    for (int i = 1; i <= 12; ++i)
        log.add("line " + std::to_string(i) + " of it");
    BOOST_TEST(text() == "line 12 of it\n");
    BOOST_TEST(text("audit-1.jsonl") == "line 11 of it\n");
    BOOST_TEST(text("audit-9.jsonl") == "line 3 of it\n");
    BOOST_TEST(std::distance(fs::directory_iterator{state()}, {}) == 11); // with its lock
}

BOOST_AUTO_TEST_CASE(two_programs_write_at_the_same_time_and_lose_nothing)
{
    {
        AuditLog one{state(), 100};
        AuditLog other{state(), 100};
        for (int i = 0; i < 40; ++i)
            (i % 2 == 0 ? one : other).add(std::to_string(i));
    }
    std::string all;
    for (const auto& file : fs::directory_iterator{state()})
        all += test::read_text(file.path());
    BOOST_TEST(std::ranges::count(all, '\n') == 40);
}

BOOST_AUTO_TEST_CASE(nothing_is_written_through_a_link_or_to_a_device)
{
    fs::create_directories(state());
    const auto elsewhere = path() / "elsewhere";
    test::write_text(elsewhere, "");
    fs::create_symlink(elsewhere, state() / "audit.jsonl");
    AuditLog log{state()};
    log.add("secret");
    BOOST_TEST(test::read_text(elsewhere).empty());
    fs::remove(state() / "audit.jsonl");
    BOOST_REQUIRE(::mkfifo((state() / "audit.jsonl").c_str(), 0600) == 0);
    log.add("secret"); // and does not hang
}

BOOST_AUTO_TEST_SUITE_END()
