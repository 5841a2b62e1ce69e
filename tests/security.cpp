// docs/security.md names for each promise the tests that cite it; this keeps the two equal.
// CORDEE_WRITE_TABLE=1 writes the names anew.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

namespace fs = std::filesystem;

namespace {

const fs::path kSource{CORDEE_SOURCE_DIR};
using Tests = std::map<int, std::set<std::string>>;

/// "SEC-4, SEC-18" and "SEC-5, 6" both cite two.
void cite(const std::string& comment, std::set<int>& cited)
{
    static const std::regex list{R"(SEC-(\d+(?:,\s*\d+)*))"};
    static const std::regex number{R"(\d+)"};
    for (std::sregex_iterator each{comment.begin(), comment.end(), list}, end; each != end; ++each) {
        const auto numbers = (*each)[1].str();
        for (std::sregex_iterator n{numbers.begin(), numbers.end(), number}; n != end; ++n)
            cited.insert(std::stoi(n->str()));
    }
}

/// Citations in a comment right before a test case count for it; those of a fuzz target for the whole file.
void collect(const fs::path& file, Tests& tests)
{
    static const std::regex test_case{R"(^BOOST_(?:AUTO|FIXTURE|DATA)_TEST_CASE\((?:\s*)(\w+))"};
    const bool fuzz = file.filename().string().starts_with("fuzz_");
    std::ifstream in{file};
    std::set<int> cited;
    for (std::string line; std::getline(in, line);) {
        std::smatch found;
        if (line.starts_with("//")) {
            cite(line, cited);
            continue;
        }
        const auto name = fs::relative(file, kSource).string();
        cite(line, cited); // a citation may stand behind the case
        if (std::regex_search(line, found, test_case))
            for (const int number : cited)
                tests[number].insert("`" + name + "` " + found[1].str());
        else if (fuzz)
            for (const int number : cited)
                tests[number].insert("`" + name + "`");
        cited.clear();
    }
}

Tests all_tests()
{
    Tests tests;
    for (const auto* folder : {"tests", "plugins"})
        for (const auto& entry : fs::recursive_directory_iterator{kSource / folder})
            if (entry.path().extension() == ".cpp")
                collect(entry.path(), tests);
    return tests;
}

std::string joined(const std::set<std::string>& names)
{
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : "; ") + name;
    return out;
}

const std::regex kRow{R"(^\| SEC-(\d+) \| (.*) \| (?:(.*) )?\|$)"};

} // namespace

BOOST_AUTO_TEST_SUITE(security)

BOOST_AUTO_TEST_CASE(every_promise_names_the_tests_that_show_it)
{
    const auto document = kSource / "docs/security.md";
    const auto tests = all_tests();
    std::set<int> promised;
    std::string written;
    std::ifstream in{document};
    for (std::string line; std::getline(in, line);) {
        std::smatch row;
        if (!std::regex_match(line, row, kRow)) {
            written += line + "\n";
            continue;
        }
        const int number = std::stoi(row[1]);
        promised.insert(number);
        const auto found = tests.find(number);
        BOOST_TEST((found != tests.end()), "no test cites SEC-" << number);
        const auto names = found == tests.end() ? std::string{} : joined(found->second);
        if (std::getenv("CORDEE_WRITE_TABLE") == nullptr)
            BOOST_TEST(names == row[3].str(), "SEC-" << number << " is shown by: " << names);
        written += "| SEC-" + row[1].str() + " | " + row[2].str() + " | " + names + " |\n";
    }
    for (const auto& [number, names] : tests)
        BOOST_TEST(promised.contains(number),
                   "SEC-" << number << " is cited and not promised: " << joined(names));
    if (std::getenv("CORDEE_WRITE_TABLE") != nullptr)
        std::ofstream{document} << written;
}

BOOST_AUTO_TEST_SUITE_END()
