#include "core/plugin/manifest.hpp"

#include "core/base/json.hpp"

#include <cordee/ext/files.h>

#include <boost/test/unit_test.hpp>

#include <functional>

using namespace cordee;
using namespace cordee::plugin;

namespace {

constexpr const char* kGood = R"({
  "id": "file-transfer", "version": "1.2.3", "abi": {"min": 1, "max": 2}, "publisher": "0123456789ABCDEF",
  "names": {"en": "Files", "fr": "Fichiers"}, "permissions": ["read", "write"],
  "channels": [{"name": "words", "class": "control"}, {"name": "heap", "class": "bulk"}],
  "platform": "linux-x86_64", "native": {"controlled": "a.so", "controlling": "lib/b.so"},
  "files": [
    {"path": "a.so", "size": 10, "sha256": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"},
    {"path": "lib/b.so", "size": 0, "sha256": "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}],
  "later": {"something": [1, 2]}
})";

/// The good manifest with one piece of text replaced.
std::string with(const std::string& piece, const std::string& by)
{
    std::string text = kGood;
    const auto at = text.find(piece);
    BOOST_REQUIRE_MESSAGE(at != std::string::npos, piece);
    return text.replace(at, piece.size(), by);
}

} // namespace

BOOST_AUTO_TEST_SUITE(manifest)

BOOST_AUTO_TEST_CASE(a_good_manifest_is_read_whole)
{
    const auto m = parse_manifest(as_view(kGood)).value();
    BOOST_TEST(m.id == "file-transfer");
    BOOST_TEST((m.version == Version{1, 2, 3}));
    BOOST_TEST(m.abi_min == 1);
    BOOST_TEST(m.abi_max == 2);
    BOOST_TEST(m.names.at("fr") == "Fichiers");
    BOOST_TEST((m.permissions == std::vector<std::string>{"read", "write"}));
    BOOST_REQUIRE(m.channels.size() == 2);
    BOOST_TEST((m.channels[0].priority == PriorityClass::control));
    BOOST_TEST(m.controlling == "lib/b.so");
    BOOST_TEST(m.files[0].size == 10);
    BOOST_TEST(m.files[0].sha256[1] == 0x11);
}

BOOST_AUTO_TEST_CASE(a_package_for_browsers_has_a_web_half_and_no_library)
{
    const auto web =
        with(R"("linux-x86_64", "native": {)", R"("web", "web": {"entry": "a.so"}, "later on": {)");
    const auto m = parse_manifest(as_view(web)).value();
    BOOST_TEST(m.web_entry == "a.so");
    BOOST_TEST(m.controlled.empty());
    BOOST_TEST(m.controlling.empty());
    BOOST_TEST(parse_manifest(as_view(with("linux-x86_64", "web"))).has_error());
    BOOST_TEST(parse_manifest(as_view(kGood)).value().web_entry.empty());
}

BOOST_AUTO_TEST_CASE(a_wrong_manifest_is_refused)
{
    const std::vector<std::pair<std::string, std::string>> changes{
        {"file-transfer", "../x"},
        {"file-transfer", "File"},
        {"file-transfer", ""},
        {"1.2.3", "1.2"},
        {"\"min\": 1", "\"min\": 3"},
        {"\"min\": 1", "\"min\": 0"},
        {"0123456789ABCDEF", "01234567"},
        {"\"en\"", "\"de\""},
        {"Files", ""},
        {"\"write\"", "\"read\""},
        {"\"write\"", "7"},
        {"control\"", "fast\""},
        {"heap", "words"},
        {"linux-x86_64", "Linux x86"},
        {"\"a.so\", \"contr", "\"c.so\", \"contr"},
        {"\"size\": 10", "\"size\": -1"},
        {"\"size\": 10", "\"size\": 99999999999"},
        {"0011", "001"},
        {"\"path\": \"lib/b.so\"", "\"path\": \"A.so\""},
        {"\"path\": \"a.so\"", "\"path\": \"/a.so\""},
        {"\"path\": \"a.so\"", "\"path\": \"lib/../a.so\""},
        {"\"path\": \"a.so\"", "\"path\": \"Manifest.json\""},
        {"\"later\"", "\"id\""},
        {"\"native\"", "\"elsewhere\""},
    };
    for (const auto& [piece, by] : changes)
        BOOST_TEST(parse_manifest(as_view(with(piece, by))).has_error(), piece << " -> " << by);
}

BOOST_AUTO_TEST_CASE(settings_have_a_type_and_a_default_of_it)
{
    const auto read = [](const std::string& list) {
        return parse_manifest(as_view(with("\"later\"", "\"settings\": " + list + ", \"later\"")));
    };
    const auto m = read(R"([
        {"key": "greeting", "type": "text", "default": "hello", "names": {"en": "Greeting"}},
        {"key": "max_size", "type": "number", "default": -12, "names": {"en": "Largest file", "fr": "Le plus gros"}},
        {"key": "ask", "type": "switch", "default": true, "names": {"en": "Ask"}}])")
                       .value();
    BOOST_REQUIRE(m.settings.size() == 3U);
    BOOST_TEST(m.settings[1].value == "-12");
    BOOST_TEST(m.settings[1].names.at("fr") == "Le plus gros");
    BOOST_TEST(m.settings[2].value == "true");

    const auto values = values_of(m.settings, {{"greeting", "hi"}, {"max_size", "many"}, {"other", "1"}});
    BOOST_TEST((values == SettingValues{{"ask", "true"}, {"greeting", "hi"}, {"max_size", "-12"}}));
    for (const char* good : {"0", "-5", "123456789012345"})
        BOOST_TEST(fits(m.settings[1], good), good);
    for (const char* bad : {"", "-", "1.5", " 1", "1234567890123456", "0x1"})
        BOOST_TEST(!fits(m.settings[1], bad), bad);
    BOOST_TEST(!fits(m.settings[2], "yes"));
    BOOST_TEST(!fits(m.settings[0], "\xff"));
    BOOST_TEST(!fits(m.settings[0], std::string(5000, 'x')));

    const std::string names = R"(, "names": {"en": "A"}})";
    BOOST_TEST(read("[]").has_value());
    for (const std::string bad :
         {R"({"key": "A", "type": "text", "default": "")", R"({"key": "a", "type": "list", "default": "")",
          R"({"key": "a", "type": "text", "default": 1)", R"({"key": "a", "type": "number", "default": "1")",
          R"({"key": "a", "type": "switch", "default": "true")", R"({"key": "a", "type": "text")",
          R"({"type": "text", "default": "")", R"({"key": "a.b", "type": "text", "default": "")"})
        BOOST_TEST(read("[" + bad + names + "]").has_error(), bad);
    BOOST_TEST(read(R"([{"key": "a", "type": "text", "default": ""}])").has_error());
    BOOST_TEST(read("{}").has_error());
    const std::string good = R"({"key": "a", "type": "text", "default": "")" + names;
    BOOST_TEST(read("[" + good + "]").has_value());
    BOOST_TEST(read("[" + good + "," + good + "]").has_error());
    std::string many = "[";
    for (std::size_t i = 0; i <= kMaxSettings; ++i)
        many += (i == 0 ? "" : ",") + (R"({"key": "a)" + std::to_string(i)) +
                R"(", "type": "text", "default": "")" + names;
    BOOST_TEST(read(many + "]").has_error());
}

BOOST_AUTO_TEST_CASE(lines_are_for_a_module_from_its_start_where_the_manifest_says_so)
{
    BOOST_TEST(!parse_manifest(as_view(kGood)).value().lines);
    BOOST_TEST(parse_manifest(as_view(with("\"later\"", "\"lines\": true, \"later\""))).value().lines);
    BOOST_TEST(parse_manifest(as_view(with("\"later\"", "\"lines\": \"yes\", \"later\""))).has_error());
}

BOOST_AUTO_TEST_CASE(storage_is_kept_where_the_manifest_says_so)
{
    BOOST_TEST(!parse_manifest(as_view(kGood)).value().storage);
    BOOST_TEST(parse_manifest(as_view(with("\"later\"", "\"storage\": true, \"later\""))).value().storage);
    BOOST_TEST(parse_manifest(as_view(with("\"later\"", "\"storage\": 1, \"later\""))).has_error());
}

BOOST_AUTO_TEST_CASE(capabilities_go_with_a_permission_and_a_side)
{
    const auto read = [](const std::string& list) {
        return parse_manifest(as_view(with("\"later\"", "\"capabilities\": " + list + ", \"later\"")));
    };
    const auto m = read(R"([{"name": "display", "side": "controlled", "permission": "read"},
                            {"name": "display", "side": "controlling"}, {"name": "later-thing"}])")
                       .value();
    const auto controlled = on_side(m.capabilities, true);
    BOOST_TEST(controlled.size() == 2U);
    BOOST_TEST(permits(controlled, "display", {"read"}));
    BOOST_TEST(!permits(controlled, "display", {"write"}));
    BOOST_TEST(permits(on_side(m.capabilities, false), "display", {}));
    BOOST_TEST(!asks_for(on_side(parse_manifest(as_view(kGood)).value().capabilities, true), "display"));
    for (const char* wrong :
         {"7", "{}", "[7]", "[{}]", R"([{"name": "../x"}])", R"([{"name": "display", "permission": "view"}])",
          R"([{"name": "display", "side": "both"}])", R"([{"name": "display", "side": 1}])"})
        BOOST_TEST(read(wrong).has_error(), wrong);
    std::string many = R"([{"name": "display"})";
    for (std::size_t i = 0; i < kMaxCapabilities; ++i)
        many += R"(,{"name": "display"})";
    BOOST_TEST(read(many + "]").has_error());
}

BOOST_AUTO_TEST_CASE(each_missing_key_is_refused)
{
    const auto object = json::parse(kGood).value();
    for (const auto& key : object->getNames()) {
        auto less = json::parse(kGood).value();
        less->remove(key);
        BOOST_TEST(parse_manifest(as_view(json::dump(*less))).has_error() == (key != "later"), key);
    }
}

BOOST_AUTO_TEST_CASE(a_manifest_is_bounded)
{
    BOOST_TEST(parse_manifest(as_view(with("Files", std::string(200, 'x')))).has_error());
    BOOST_TEST(parse_manifest(as_view(kGood + std::string(kMaxManifest, ' '))).error() == Errc::too_large);
}

BOOST_AUTO_TEST_CASE(safe_paths_stay_below_their_folder)
{
    for (const char* safe : {"a", "a.so", "lib/a-b_C.so.1", "a/b/c"})
        BOOST_TEST(is_safe_path(safe), safe);
    for (const char* unsafe : {"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/..", "a/../b", ".hidden",
                               "a\\b", "a b", "c:a", "\xc3\xa9", "a\n"})
        BOOST_TEST(!is_safe_path(unsafe), unsafe);
    BOOST_TEST(!is_safe_path(std::string(201, 'a')));
    BOOST_TEST(!is_safe_path(std::string_view{"a\0b", 3}));
}

BOOST_AUTO_TEST_CASE(a_folder_says_what_it_is_for)
{
    const auto asked = [](const std::string& capabilities) {
        return parse_manifest(
            as_view(with("\"platform\"", "\"capabilities\": [" + capabilities + "], \"platform\"")));
    };
    const auto m = asked(R"({"name": "folder", "access": "read", "permission": "read"},
                            {"name": "folder", "access": "write", "permission": "write", "side": "controlled"},
                            {"name": "display", "access": "anything"})")
                       .value();
    BOOST_REQUIRE(m.capabilities.size() == 3U);
    BOOST_TEST(m.capabilities[0].access == CORDEE_FOLDER_READ);
    BOOST_TEST(m.capabilities[1].access == CORDEE_FOLDER_WRITE);
    BOOST_TEST(m.capabilities[2].access == 0U);
    BOOST_TEST(folder_access(m.capabilities) == (CORDEE_FOLDER_READ | CORDEE_FOLDER_WRITE));
    BOOST_TEST(folder_access(on_side(m.capabilities, false)) == CORDEE_FOLDER_READ);
    BOOST_TEST(asked(R"({"name": "folder", "access": "both"})").value().capabilities[0].access == 3U);
    for (const char* wrong : {R"({"name": "folder"})", R"({"name": "folder", "access": "all"})",
                              R"({"name": "folder", "access": 1})"})
        BOOST_TEST(asked(wrong).error() == Errc::malformed, wrong);
}

BOOST_AUTO_TEST_SUITE_END()
