// Stored values: their limits, and that they outlive what they should.
#include "core/plugin/module_values.hpp"
#include "core/plugin/storage_frame.hpp"
#include "tests/core/plugin/supervised.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <sys/stat.h>
#include <thread>

using namespace cordee;
using namespace cordee::plugin;
using namespace cordee::test;

namespace {

namespace fs = std::filesystem;

std::string status_text(cordee_status value)
{
    return std::to_string(value);
}

void keep_their_limits(Values& values)
{
    BOOST_TEST(values.read("key").error() == Errc::not_found);
    BOOST_TEST(values.remove("key").has_value());
    BOOST_TEST(values.keys().value().empty());
    BOOST_TEST(values.write("key", as_view("value")).has_value());
    BOOST_TEST(values.write("another", {}).has_value());
    BOOST_TEST((values.read("key").value() == to_bytes("value")));
    BOOST_TEST(values.read("another").value().empty());
    BOOST_TEST((values.keys().value() == std::vector<std::string>{"another", "key"}));
    BOOST_TEST(values.write("key", Bytes(CORDEE_STORAGE_VALUE_MOST + 1)).error() == Errc::too_large);
    BOOST_TEST((values.read("key").value() == to_bytes("value")));

    const Bytes large(CORDEE_STORAGE_VALUE_MOST);
    for (int i = 0; i < 15; ++i)
        BOOST_TEST(values.write("large-" + std::to_string(i), large).has_value());
    BOOST_TEST(values.write("large-15", large).error() == Errc::too_large); // with "key" it is too much
    BOOST_TEST(values.write("large-3", large).has_value());                 // in place of itself it is not
    BOOST_TEST(values.remove("key").has_value());
    BOOST_TEST(values.write("large-15", large).has_value());
    for (int i = 0; i < 16; ++i)
        BOOST_TEST(values.remove("large-" + std::to_string(i)).has_value());
    BOOST_TEST(values.write("large", large).has_value());
}

void count_their_keys(Values& values)
{
    for (unsigned i = 0; i < CORDEE_STORAGE_KEYS_MOST; ++i)
        BOOST_REQUIRE(values.write("key-" + std::to_string(i), {}).has_value());
    BOOST_TEST(values.write("one-more", {}).error() == Errc::too_large);
    BOOST_TEST(values.write("key-7", as_view("7")).has_value());
    BOOST_TEST(values.keys().value().size() == CORDEE_STORAGE_KEYS_MOST);
}

struct Stored : Supervised {
    explicit Stored(const fs::path& kept = {}) : Supervised{with(kept)}
    {
        BOOST_REQUIRE(run(supervisor.start()).has_value());
    }
    static plugin::Launch with(const fs::path& kept)
    {
        auto out = launch_of("versatile");
        out.kept = kept;
        return out;
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(storage)

BOOST_AUTO_TEST_CASE(values_of_a_session_keep_their_limits)
{
    SessionValues values;
    keep_their_limits(values);
    SessionValues many;
    count_their_keys(many);
}

BOOST_AUTO_TEST_CASE(kept_values_keep_their_limits_in_a_private_folder)
{
    const TemporaryFolder folder;
    const auto path = folder.path() / "modules" / "chat";
    KeptValues values{path};
    keep_their_limits(values);
    struct stat facts {};
    BOOST_REQUIRE(stat(path.c_str(), &facts) == 0);
    BOOST_TEST((facts.st_mode & 0777) == 0700U);
    BOOST_REQUIRE(stat((path / "large").c_str(), &facts) == 0);
    BOOST_TEST((facts.st_mode & 0777) == 0600U);
}

BOOST_AUTO_TEST_CASE(what_others_left_in_the_folder_is_no_value)
{
    const TemporaryFolder folder;
    write_text(folder.path() / "good", "good");
    write_text(folder.path() / "good.AbCdEf", "half");   // a write that was interrupted
    write_text(folder.path() / "other.AbCdEf", "fresh"); // one that goes on
    fs::last_write_time(folder.path() / "good.AbCdEf",
                        fs::file_time_type::clock::now() - std::chrono::hours{2});
    KeptValues values{folder.path()};
    BOOST_TEST((values.keys().value() == std::vector<std::string>{"good"}));
    BOOST_TEST(values.write("good", as_view("better")).has_value());
    BOOST_TEST(!fs::exists(folder.path() / "good.AbCdEf"));
    BOOST_TEST(fs::exists(folder.path() / "other.AbCdEf"));
    BOOST_TEST(read_text(folder.path() / "good") == "better");
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_is_an_error)
{
    const TemporaryFolder folder;
    write_text(folder.path() / "file", "");
    KeptValues values{folder.path() / "file" / "inside"};
    BOOST_TEST(values.write("key", {}).error() == Errc::io_error);
    BOOST_TEST(values.read("key").has_error());
}

BOOST_AUTO_TEST_CASE(frames_are_read_as_they_were_written_and_checked)
{
    const StorageHeader header{StorageAction::write, CORDEE_STORAGE_KEPT, 3, 70'000};
    const auto read = decode_storage_header(encode_storage_header(header)).value();
    BOOST_TEST((read.action == header.action && read.scope == header.scope && read.key == 3 &&
                read.value == 70'000));
    const auto error = [](StorageHeader bad) {
        const auto decoded = decode_storage_header(encode_storage_header(bad));
        return decoded ? boost::system::error_code{} : decoded.error();
    };
    BOOST_TEST(error({StorageAction{0}, CORDEE_STORAGE_KEPT, 3, 0}) == Errc::malformed);
    BOOST_TEST(error({StorageAction{5}, CORDEE_STORAGE_KEPT, 3, 0}) == Errc::malformed);
    BOOST_TEST(error({StorageAction::read, CORDEE_STORAGE_KEPT, 65, 0}) == Errc::malformed);
    BOOST_TEST(error({StorageAction::read, CORDEE_STORAGE_KEPT, 0, 0}) == Errc::malformed);
    BOOST_TEST(error({StorageAction::read, CORDEE_STORAGE_KEPT, 3, 1}) == Errc::malformed);
    BOOST_TEST(error({StorageAction::list, CORDEE_STORAGE_KEPT, 3, 0}) == Errc::malformed);
    BOOST_TEST(error({StorageAction::write, CORDEE_STORAGE_KEPT, 3, CORDEE_STORAGE_VALUE_MOST + 1}) ==
               Errc::too_large);
    BOOST_TEST(decode_storage_header(Bytes{2, 2, 0, 3, 0, 0, 0, 0}).has_error()); // no such scope
    BOOST_TEST(decode_storage_header(Bytes{2, 1}).has_error());
    const auto answer = decode_storage_answer(encode_storage_answer({CORDEE_TOO_LARGE, 9})).value();
    BOOST_TEST((answer.status == CORDEE_TOO_LARGE && answer.length == 9));
    BOOST_TEST(decode_storage_answer(Bytes{0, 0, 0, 9, 0, 0, 0, 0}).has_error());
    const std::vector<std::string> keys{"a", "b-c"};
    BOOST_TEST((decode_keys(encode_keys(keys)).value() == keys));
    BOOST_TEST(decode_keys(encode_keys({"../a"})).has_error());
    BOOST_TEST(decode_keys(Bytes{0, 5, 'a'}).has_error());
}

BOOST_AUTO_TEST_CASE(values_of_a_session_outlive_the_process_and_not_the_session)
{
    {
        Stored it;
        BOOST_TEST(it.ask("write session key one") == status_text(CORDEE_OK));
        BOOST_TEST(it.ask("write session key two") == status_text(CORDEE_OK));
        ::kill(it.supervisor.process_id(), SIGKILL);
        it.until_event("restarted");
        BOOST_TEST(it.ask("read session key") == "two");
        BOOST_TEST(it.ask("keys session") == "key;");
        BOOST_TEST(it.ask("remove session key") == status_text(CORDEE_OK));
        BOOST_TEST(it.ask("read session key") == "none");
        BOOST_TEST(it.ask("write-large session key 1048576") == status_text(CORDEE_OK));
        BOOST_TEST(it.ask("size session key") == "1048576");
        BOOST_TEST(it.ask("write-large session key 1048577") == status_text(CORDEE_TOO_LARGE));
        BOOST_TEST(it.ask("size session key") == "1048576");
        BOOST_TEST(it.ask("write kept key one") ==
                   status_text(CORDEE_INVALID)); // the manifest does not say so
        for (const char* key : {"../key", "Key", "a.b", "-a"})
            BOOST_TEST(it.ask(std::string{"write session "} + key + " x") == status_text(CORDEE_INVALID),
                       key);
    }
    Stored later;
    BOOST_TEST(later.ask("read session key") == "none");
}

BOOST_AUTO_TEST_CASE(kept_values_outlive_the_session)
{
    const TemporaryFolder folder;
    const auto kept = folder.path() / "modules" / "versatile";
    {
        Stored it{kept};
        BOOST_TEST(it.ask("write kept key one") == status_text(CORDEE_OK));
        BOOST_TEST(it.ask("read session key") == "none");
    }
    BOOST_TEST(read_text(kept / "key") == "one");
    Stored later{kept};
    BOOST_TEST(later.ask("read kept key") == "one");
    BOOST_TEST(later.ask("keys kept") == "key;");
    fs::permissions(kept, fs::perms::none);
    fs::rename(kept, folder.path() / "gone");
    write_text(kept, "no folder");
    BOOST_TEST(later.ask("write kept key two") == status_text(CORDEE_FAILED));
    BOOST_TEST(later.ask("alive") == "alive");
}

BOOST_AUTO_TEST_SUITE_END()
