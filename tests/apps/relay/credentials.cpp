#include "apps/relay/credentials.hpp"

#include "core/base/error.hpp"
#include "tests/support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

using namespace cordee;
using namespace cordee::relay;

BOOST_AUTO_TEST_SUITE(credentials)

namespace {

void write(const TemporaryFolder& folder, const char* name, const std::string& text)
{
    std::ofstream{folder.path() / name} << text;
}

const std::string kSecret(64, 'a');
const std::string kKey(43, 'A'); // base64url of 32 zero bytes

} // namespace

BOOST_AUTO_TEST_CASE(the_files_of_the_broker_are_read)
{
    const TemporaryFolder folder;
    write(folder, "secret", kSecret + "\n");
    write(folder, "ticket-key", kKey + "\n");
    const auto read = load_credentials(folder.path());
    BOOST_TEST(read.secret.view()[31] == 0xaa);
    BOOST_TEST((read.ticket_key == ByteArray<32>{}));
}

BOOST_AUTO_TEST_CASE(what_is_missing_or_wrong_is_named)
{
    const TemporaryFolder folder;
    const auto complains_of = [&](const std::string& file) {
        try {
            load_credentials(folder.path());
            return false;
        } catch (const UserError& error) {
            BOOST_TEST(std::string{error.what()}.find("aaaa") == std::string::npos); // no secret in a message
            return std::string{error.what()}.find(file) != std::string::npos;
        }
    };
    BOOST_TEST(complains_of("ticket-key"));
    write(folder, "ticket-key", kKey);
    BOOST_TEST(complains_of("secret"));
    for (const auto& wrong :
         {kSecret.substr(2), kSecret + "aa", kSecret + " ", std::string{}, std::string(1000, 'a')}) {
        write(folder, "secret", wrong);
        BOOST_TEST(complains_of("secret"), wrong);
    }
    write(folder, "secret", kSecret);
    write(folder, "ticket-key", kKey + "=");
    BOOST_TEST(complains_of("ticket-key"));
}

BOOST_AUTO_TEST_SUITE_END()
