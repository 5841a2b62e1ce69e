// sdk/manifest.schema.json and the reader of manifests agree about what a manifest is.
#include "core/base/file.hpp"
#include "core/base/json.hpp"
#include "core/plugin/manifest.hpp"
#include "core/plugin/package.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/text_file.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdio>
#include <filesystem>
#include <functional>

using namespace cordee;
using namespace cordee::plugin;
namespace fs = std::filesystem;

namespace {

const fs::path kSources{CORDEE_SOURCE_DIR};

constexpr const char* kWhole =
    R"({"id":"file-transfer","version":"1.2.3","abi":{"min":1,"max":2},"publisher":"0123456789ABCDEF",)"
    R"("names":{"en":"Files","fr":"Fichiers"},"permissions":["read","write"],)"
    R"("channels":[{"name":"words","class":"control"},{"name":"heap","class":"bulk"},)"
    R"({"name":"view","class":"screen","unreliable":true}],)"
    R"("capabilities":[{"name":"display","side":"controlled","permission":"read"},{"name":"later"}],)"
    R"("platform":"linux-x86_64","native":{"controlled":"a.so","controlling":"lib/b.so"},"files":[)"
    R"({"path":"a.so","size":10,"sha256":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"},)"
    R"({"path":"lib/b.so","size":0,"sha256":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}],)"
    R"("unknown":{"something":[1,2]}})";

/// What the schema says of each of these texts.
std::vector<bool> asked(const std::vector<std::string>& texts, const std::string& definition = {})
{
    const TemporaryFolder folder;
    std::string lines;
    for (const auto& text : texts)
        lines += text + "\n";
    test::write_text(folder.path() / "lines", lines);
    const auto command = "/usr/bin/python3 " + (kSources / "tests/sdk/manifest_schema.py").string() + " " +
                         (kSources / "sdk/manifest.schema.json").string() + " " + definition + " < " +
                         (folder.path() / "lines").string() + " 2>&1";
    std::string said;
    auto* pipe = ::popen(command.c_str(), "r");
    BOOST_TEST_REQUIRE(pipe != nullptr);
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe))
        said += static_cast<char>(c);
    BOOST_TEST_REQUIRE(::pclose(pipe) == 0, said);
    std::vector<bool> out;
    std::istringstream answers{said};
    for (std::string answer; std::getline(answers, answer);)
        out.push_back(answer == "yes");
    BOOST_TEST_REQUIRE(out.size() == texts.size(), said);
    return out;
}

std::string one_line(std::string text)
{
    std::replace(text.begin(), text.end(), '\n', ' ');
    return text;
}

std::string changed(const std::string& piece, const std::string& by)
{
    std::string text = kWhole;
    const auto at = text.find(piece);
    BOOST_TEST_REQUIRE(at != std::string::npos, piece);
    return text.replace(at, piece.size(), by);
}

/// More of them than a list may have.
std::string many(std::size_t count, const std::function<std::string(std::size_t)>& one)
{
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += (i == 0 ? "" : ",") + one(i);
    return out;
}

} // namespace

BOOST_AUTO_TEST_SUITE(manifest_schema)

BOOST_AUTO_TEST_CASE(every_manifest_of_the_tree_is_one)
{
    std::vector<std::string> texts;
    std::vector<std::string> names;
    for (const char* top : {"sdk", "plugins", "tests"})
        for (const auto& entry : fs::recursive_directory_iterator{kSources / top})
            if (entry.path().filename() == "manifest.json") {
                texts.push_back(one_line(test::read_text(entry.path())));
                names.push_back(entry.path());
            }
    BOOST_TEST(texts.size() >= 3U);
    const auto good = asked(texts, "source");
    for (std::size_t i = 0; i < texts.size(); ++i)
        BOOST_TEST(good[i], names[i]);
    // None of them is whole before the build has completed it.
    for (const bool whole : asked(texts))
        BOOST_TEST(!whole);
}

BOOST_AUTO_TEST_CASE(every_package_of_the_build_has_one)
{
    const fs::path packages = CORDEE_BINARY_DIR "/packages";
    if (!fs::exists(packages)) {
        BOOST_TEST_MESSAGE("this build makes no packages");
        return;
    }
    std::vector<std::string> texts;
    for (const auto& entry : fs::directory_iterator{packages}) {
        const auto file = read_file(entry.path(), kMaxPackage);
        if (!file || entry.path().extension() != ".zip")
            continue;
        const auto items = read_zip(*file, kMaxFiles + 2).value();
        for (const auto& item : items)
            if (item.path == kManifestName)
                texts.push_back(one_line(std::string{as_text(unpack(item, kMaxManifest).value())}));
    }
    BOOST_TEST(!texts.empty());
    const auto good = asked(texts);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        BOOST_TEST(good[i], texts[i]);
        BOOST_TEST(parse_manifest(as_view(texts[i])).has_value());
    }
}

BOOST_AUTO_TEST_CASE(both_refuse_the_same)
{
    std::vector<std::string> texts{
        kWhole,
        "{}",
        "[]",
        "7",
        changed("\"unknown\"", "\"storage\":true,\"unknown\""),
        changed("\"unknown\"", "\"lines\":true,\"unknown\""),
        changed(",\"unreliable\":true", ""),
        changed("\"capabilities\"", "\"other\""),
        changed("file-transfer", "../x"),
        changed("file-transfer", "File"),
        changed("file-transfer", "-file"),
        changed("file-transfer", "file-"),
        changed("file-transfer", "a"),
        changed("file-transfer", std::string(64, 'a')),
        changed("file-transfer", std::string(65, 'a')),
        changed("\"file-transfer\"", "7"),
        changed("1.2.3", "1.2"),
        changed("1.2.3", "1.2.3.4"),
        changed("1.2.3", "01.2.3"),
        changed("1.2.3", "999999.0.0"),
        changed("1.2.3", "1000000.0.0"),
        changed("\"min\":1", "\"min\":0"),
        changed("\"min\":1", "\"min\":\"1\""),
        changed("\"max\":2", "\"max\":1000001"),
        changed("\"max\":2", "\"max\":2.5"),
        changed("0123456789ABCDEF", "0123456789abcdef"),
        changed("0123456789ABCDEF", "01234567"),
        changed("\"en\"", "\"de\""),
        changed("\"fr\"", "\"FR\""),
        changed("\"Files\"", "\"\""),
        changed("\"Files\"", "7"),
        changed("Files", std::string(160, 'x')),
        changed("Files", std::string(161, 'x')),
        changed("\"read\",\"write\"", "\"read\",\"read\""),
        changed("\"read\",\"write\"", "\"read\",7"),
        changed("[\"read\",\"write\"]", "[\"read\",\"Write\"]"),
        changed("[\"read\",\"write\"]",
                "[\"read\"," + many(31, [](auto i) { return "\"p" + std::to_string(i) + "\""; }) + "]"),
        changed("[\"read\",\"write\"]",
                "[\"read\"," + many(32, [](auto i) { return "\"p" + std::to_string(i) + "\""; }) + "]"),
        changed("\"control\"", "\"fast\""),
        changed("\"class\":\"control\"", "\"class\":\"control\",\"unreliable\":false"),
        changed("\"class\":\"control\"", "\"class\":\"control\",\"unreliable\":true"),
        changed("\"class\":\"control\"", "\"class\":\"input\",\"unreliable\":true"),
        changed("\"class\":\"control\"", "\"class\":\"control\",\"unreliable\":1"),
        changed(
            "{\"name\":\"heap\",\"class\":\"bulk\"}",
            many(14, [](auto i) { return R"({"name":"c)" + std::to_string(i) + R"(","class":"bulk"})"; })),
        changed(
            "{\"name\":\"heap\",\"class\":\"bulk\"}",
            many(15, [](auto i) { return R"({"name":"c)" + std::to_string(i) + R"(","class":"bulk"})"; })),
        changed("\"name\":\"heap\",", ""),
        changed("\"controlled\",\"permission\"", "\"both\",\"permission\""),
        changed("{\"name\":\"later\"}", "{}"),
        changed("{\"name\":\"later\"}", "7"),
        changed("{\"name\":\"later\"}", many(15, [](auto) { return R"({"name":"display"})"; })),
        changed("{\"name\":\"later\"}", many(16, [](auto) { return R"({"name":"display"})"; })),
        changed("linux-x86_64", "Linux x86"),
        changed("linux-x86_64", ""),
        changed("\"a.so\",\"contr", "\"/a.so\",\"contr"),
        changed("\"controlling\":\"lib/b.so\"", "\"elsewhere\":\"lib/b.so\""),
        changed("\"size\":10", "\"size\":-1"),
        changed("\"size\":10", "\"size\":33554432"),
        changed("\"size\":10", "\"size\":33554433"),
        changed("\"size\":10", "\"size\":\"10\""),
        changed("0011", "001"),
        changed("0011", "001g"),
        changed("\"path\":\"a.so\"", "\"path\":\"lib/../a.so\""),
        changed("\"path\":\"a.so\"", "\"path\":\"lib//a.so\""),
        changed("\"path\":\"a.so\"", "\"path\":\".a.so\""),
        changed("\"path\":\"a.so\"", "\"path\":\"a b.so\""),
        changed("\"path\":\"a.so\"", "\"path\":\"Manifest.json\""),
        changed("\"path\":\"a.so\"", "\"path\":\"manifest.json.minisig\""),
        changed("linux-x86_64", "web"),
        changed("\"linux-x86_64\",\"native\":{", "\"web\",\"web\":{\"entry\":\"a.so\"},\"later\":{"),
        changed("\"linux-x86_64\",\"native\":{", "\"web\",\"web\":{\"entry\":7},\"later\":{"),
        changed("\"linux-x86_64\",\"native\":{", "\"web\",\"web\":7,\"later\":{"),
        changed("\"linux-x86_64\",\"native\":{", "\"web\",\"web\":{\"entry\":\"../a.so\"},\"later\":{"),
        changed("\"linux-x86_64\",", "\"linux-x86_64\",\"web\":7,"),
        changed("\"native\":{", "\"native\":7,\"later\":{"),
        changed("\"publisher\"", "\"publishers\""),
        changed("\"files\"", "\"file\""),
        std::string{kWhole}.substr(1),
        changed("\"unknown\"", "\"storage\":1,\"unknown\""),
        changed("\"unknown\"", "\"lines\":1,\"unknown\""),
        changed("\"later\"", "\"folder\""),
        changed("\"later\"", "\"folder\",\"access\":\"both\""),
        changed("\"later\"", "\"folder\",\"access\":\"all\""),
        changed("\"later\"", "\"later\",\"access\":7"),
    };
    const auto setting = [&](const std::string& one) {
        texts.push_back(changed("\"unknown\"", "\"settings\":[" + one + "],\"unknown\""));
    };
    const std::string names = R"(,"names":{"en":"A setting"}})";
    setting("");
    setting("7");
    setting("{}");
    for (const char* key : {"a", "most_bytes", "a-b", "_a", "a_", "A", "", "a b"})
        setting(std::string{R"({"key":")"} + key + R"(","type":"text","default":"")" + names);
    for (const char* what :
         {R"("text","default":"x")", R"("text","default":1)", R"("text","default":true)",
          R"("number","default":1)", R"("number","default":-999999999999999)",
          R"("number","default":1000000000000000)", R"("number","default":"1")", R"("number","default":1.5)",
          R"("switch","default":true)", R"("switch","default":"true")", R"("switch","default":0)",
          R"("date","default":"x")", R"("text")", R"(7)"})
        setting(std::string{R"({"key":"a","type":)"} + what + names);
    setting(R"({"key":"a","type":"switch","default":true})");
    setting(R"({"key":"a","type":"switch","default":true,"names":{"fr":"Un"}})");
    setting(R"({"type":"switch","default":true)" + names);
    const auto schema = asked(texts);
    BOOST_TEST(schema.front());
    for (std::size_t i = 0; i < texts.size(); ++i)
        BOOST_TEST(parse_manifest(as_view(texts[i])).has_value() == schema[i], texts[i]);
}

/// Each of these is named in the schema's description.
BOOST_AUTO_TEST_CASE(what_a_schema_cannot_say_is_refused_all_the_same)
{
    const std::vector<std::string> texts{
        changed("\"min\":1", "\"min\":3"),
        changed("\"permission\":\"read\"", "\"permission\":\"other\""),
        changed("\"name\":\"heap\"", "\"name\":\"words\""),
        changed("\"path\":\"lib/b.so\"", "\"path\":\"A.so\""),
        changed("\"controlled\":\"a.so\"", "\"controlled\":\"c.so\""),
        changed("\"linux-x86_64\",\"native\":{", "\"web\",\"web\":{\"entry\":\"c.js\"},\"later\":{"),
        changed("\"unknown\"", "\"id\":\"x\",\"unknown\""),
    };
    for (const bool accepted : asked(texts))
        BOOST_TEST(accepted);
    for (const auto& text : texts)
        BOOST_TEST(parse_manifest(as_view(text)).has_error(), text);
}

BOOST_AUTO_TEST_SUITE_END()
