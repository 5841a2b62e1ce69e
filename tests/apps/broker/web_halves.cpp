// The web halves of modules: what a page is told of them, and what it gets.
#include "tests/apps/broker/publishing.hpp"

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

constexpr const char* kBase = "/api/v1/modules/chat";

struct WebHalvesFixture : Publishing {
    WebHalvesFixture() { BOOST_TEST_REQUIRE(put_trust().status == 200); }

    std::string web_package(const std::string& version,
                            const std::string& content = "export default 1;") const
    {
        test::PackageMaker maker;
        maker.version = version;
        maker.platform = "web";
        maker.library = to_bytes(content);
        return std::string{as_text(maker.make(publisher))};
    }
    Answer get(const std::string& path) { return call("GET", kBase + path); }
    static std::string header(const Answer& answer, const std::string& name)
    {
        for (const auto& [key, value] : answer.response.headers)
            if (key == name)
                return value;
        return {};
    }
    /// As if the administrator had copied it there.
    void lay_down(const std::string& name, const std::string& content) const
    {
        std::filesystem::create_directories(options.modules_folder);
        test::write_text(options.modules_folder / name, content);
    }
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(web_halves, WebHalvesFixture)

BOOST_AUTO_TEST_CASE(a_page_is_told_of_the_newest_half_and_gets_its_files)
{
    const std::string code = "export default () => ({ received() {} });";
    BOOST_TEST(get("/web").code() == "not_found");
    BOOST_TEST(publish(package("1.0.0")).status == 201); // for programs
    BOOST_TEST(get("/web").code() == "not_found");
    BOOST_TEST(publish(web_package("1.0.0")).status == 201);
    BOOST_TEST(publish(web_package("1.1.0", code)).status == 201);

    const auto told = get("/web");
    BOOST_TEST(told.status == 200);
    BOOST_TEST(told.text("version") == "1.1.0");
    BOOST_TEST(told.text("entry") == "web/chat.js");
    BOOST_TEST(told.text("sha256") == to_hex(crypto::sha256(as_view(code))));
    BOOST_TEST(json::get_integer(*told.body, "size").value() == static_cast<std::int64_t>(code.size()));
    BOOST_TEST(told.text("publisher") == publisher.id_text());
    BOOST_TEST(json::get_strings(*told.body, "permissions").value() == std::vector<std::string>{"chat"});
    const auto channels = json::get_objects(*told.body, "channels").value();
    BOOST_TEST_REQUIRE(channels.size() == 1U);
    BOOST_TEST(json::get_string(*channels[0], "class").value() == "chat");
    BOOST_TEST(header(told, "Access-Control-Allow-Origin") == "*");

    const auto file = get("/1.1.0/web/web/chat.js");
    BOOST_TEST(file.status == 200);
    BOOST_TEST(file.response.body == code);
    BOOST_TEST(file.response.type == "text/javascript; charset=utf-8");
    BOOST_TEST(header(file, "Access-Control-Allow-Origin") == "*");
    BOOST_TEST(header(file, "Cache-Control").find("immutable") != std::string::npos);
    BOOST_TEST(header(file, "Content-Security-Policy").find("default-src 'none'") != std::string::npos);
    BOOST_TEST(get("/1.0.0/web/web/chat.js").response.body == "export default 1;");
    // Who does not believe this broker verifies for itself.
    BOOST_TEST(get("/1.1.0/web/manifest.json").response.body.find("\"entry\":\"web/chat.js\"") !=
               std::string::npos);
    BOOST_TEST(get("/1.1.0/web/manifest.json.minisig").response.body.starts_with("untrusted comment:"));
}

BOOST_AUTO_TEST_CASE(nothing_else_is_handed_out)
{
    publish(web_package("1.0.0"));
    publish(package("1.0.0"));
    for (const char* path :
         {"/1.0.0/web/chat.js", "/1.0.0/web/web", "/1.0.0/web/web/../manifest.json", "/1.0.0/web/..",
          "/1.0.0/web/web/%2e%2e/manifest.json", "/1.0.0/web/lib/chat.so", "/2.0.0/web/web/chat.js",
          "/x/web/web/chat.js", "/1.0.0/web/a/b/c/d/e", "/1.0.0/web/web//chat.js", "/1.0.0/web/WEB/chat.js"})
        BOOST_TEST(get(path).code() == "not_found", path);
    BOOST_TEST(call("GET", "/api/v1/modules/other/web").code() == "not_found");
    BOOST_TEST(call("GET", std::string{kBase} + "/web").status == 200);
}

BOOST_AUTO_TEST_CASE(a_half_that_nobody_trusted_signed_is_not_handed_out) // SEC-37
{
    const auto by = [](const test::Publisher& who, auto change) {
        test::PackageMaker maker;
        maker.platform = "web";
        change(maker);
        return std::string{as_text(maker.make(who))};
    };
    lay_down("chat-1.0.0-web.zip", by(publisher, [](auto& maker) { maker.spoil_library = true; }));
    BOOST_TEST(get("/web").code() == "not_found");
    lay_down("chat-1.0.0-web.zip", by(publisher, [](auto& maker) { maker.spoil_manifest = true; }));
    BOOST_TEST(get("/web").code() == "not_found");
    lay_down("chat-1.0.0-web.zip", by(test::Publisher{8}, [](auto&) {}));
    BOOST_TEST(get("/web").code() == "not_found");
    lay_down("chat-1.0.0-web.zip",
             by(publisher, [](auto& maker) { maker.library = Bytes(kMaxWebHalf + 1, 0x20); }));
    BOOST_TEST(get("/web").code() == "not_found");
    lay_down("chat-1.0.0-web.zip", by(publisher, [](auto&) {}));
    BOOST_TEST(get("/web").status == 200);
}

BOOST_AUTO_TEST_CASE(a_half_that_was_taken_back_is_gone_at_once) // SEC-37
{
    publish(web_package("1.0.0"));
    publish(web_package("1.1.0"));
    BOOST_TEST(get("/1.1.0/web/web/chat.js").status == 200);
    BOOST_TEST_REQUIRE(revoke({"chat", Version{1, 1, 0}, {}}).status == 200);
    BOOST_TEST(get("/1.1.0/web/web/chat.js").code() == "not_found");
    BOOST_TEST(get("/web").text("version") == "1.0.0");
}

BOOST_AUTO_TEST_SUITE_END()
