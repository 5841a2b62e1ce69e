// Every text that a person can meet has its French, and a safe form when it came from outside.
#include "core/base/french.hpp"
#include "core/base/printable.hpp"

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

using namespace cordee;
namespace fs = std::filesystem;

namespace {

std::string unescaped(const std::string& literal)
{
    std::string out;
    for (std::size_t i = 0; i < literal.size(); ++i) {
        if (literal[i] == '\\' && i + 1 < literal.size())
            out += literal[++i] == 'n' ? '\n' : literal[i];
        else
            out += literal[i];
    }
    return out;
}

/// Literals given to tr() or trf(), adjacent ones joined as the compiler does.
std::set<std::string> texts_in(const fs::path& file)
{
    static const std::regex call{R"re(\btrf?\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+))re"};
    static const std::regex literal{R"re("((?:[^"\\]|\\.)*)")re"};
    std::ifstream in{file};
    std::stringstream buffer;
    buffer << in.rdbuf();
    const auto source = buffer.str();
    std::set<std::string> out;
    for (std::sregex_iterator it{source.begin(), source.end(), call}, end; it != end; ++it) {
        const std::string parts = (*it)[1];
        std::string text;
        for (std::sregex_iterator part{parts.begin(), parts.end(), literal}; part != end; ++part)
            text += unescaped((*part)[1]);
        out.insert(text);
    }
    return out;
}

std::set<std::string> all_texts()
{
    std::set<std::string> out;
    for (const char* top : {"core", "apps"})
        for (const auto& entry : fs::recursive_directory_iterator{fs::path{CORDEE_SOURCE_DIR} / top})
            if (entry.path().extension() == ".cpp" || entry.path().extension() == ".hpp")
                out.merge(texts_in(entry.path()));
    return out;
}

std::size_t count_of(std::string_view text, std::string_view what)
{
    std::size_t n = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1))
        ++n;
    return n;
}

} // namespace

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(every_text_has_its_french)
{
    std::set<std::string> known;
    for (const auto& entry : french_translations())
        known.emplace(entry.english);
    const auto texts = all_texts();
    BOOST_TEST(texts.size() > 10u);
    for (const auto& text : texts)
        BOOST_TEST(known.contains(text), "no French for: " << text);
}

BOOST_AUTO_TEST_CASE(translations_are_unique_and_take_the_same_arguments)
{
    std::set<std::string_view> seen;
    for (const auto& [english, french] : french_translations()) {
        BOOST_TEST(seen.insert(english).second, "twice: " << english);
        BOOST_TEST(count_of(english, "{}") == count_of(french, "{}"), english);
    }
}

BOOST_AUTO_TEST_CASE(text_from_outside_cannot_move_the_cursor_or_turn_the_line)
{
    BOOST_TEST(printable("Léa, 東京 ✓") == "Léa, 東京 ✓");
    BOOST_TEST(printable("a\x1b[2Jb") == "a\uFFFD[2Jb");
    BOOST_TEST(printable("x\u202Egpj.exe") == "x\uFFFDgpj.exe");
    BOOST_TEST(printable("line\nline") == "line\uFFFDline");
    BOOST_TEST(printable(std::string(200, 'a'), 10) == std::string(10, 'a') + "…");
    BOOST_TEST(printable("") == "");
    for (int byte = 0; byte < 256; ++byte)
        BOOST_TEST(printable(std::string(3, static_cast<char>(byte))).size() > 0u);
}

BOOST_AUTO_TEST_SUITE_END()
