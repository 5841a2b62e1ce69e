// How secrets are compared. Time itself is not measured: it would say little on a busy machine.
#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <string>

namespace fs = std::filesystem;

// SEC-8: memcmp() stops at the first difference, and so does == on a range. Where MACs, confirmations and
// contexts are handled neither is in use; AEAD tags are compared by OpenSSL.
BOOST_AUTO_TEST_CASE(nothing_secret_is_compared_with_an_early_end)
{
    static const std::regex early{
        R"(\bmemcmp\(|std::equal\(|(confirmation|hmac\w*|\bmac|\bproof|\btag|commitment_?|psk)(\.\w+\(\))?\s*[!=]=)"};
    std::size_t files = 0;
    for (const char* part : {"core/crypto", "core/session"})
        for (const auto& entry : fs::recursive_directory_iterator{fs::path{CORDEE_SOURCE_DIR} / part}) {
            if (entry.path().extension() != ".cpp" && entry.path().extension() != ".hpp")
                continue;
            ++files;
            std::ifstream in{entry.path()};
            std::size_t number = 0;
            for (std::string line; std::getline(in, line);) {
                ++number;
                BOOST_TEST(!std::regex_search(line, early), entry.path().string()
                                                                << ":" << number << ": " << line);
            }
        }
    BOOST_TEST(files > 60u);
}
