#include "apps/broker/http/openapi.hpp"

#include "tests/apps/broker/described.hpp"

#include <boost/test/unit_test.hpp>

#include <regex>
#include <set>

using namespace cordee;
using namespace cordee::broker;
using namespace cordee::broker::testing;

namespace {

std::set<std::string> described_routes()
{
    static const std::regex braces{"\\{[^}]*\\}"};
    std::set<std::string> out;
    for (const auto& [pattern, path] : *json::get_object(served_document(), "paths"))
        for (const auto& [method, operation] : *path.extract<json::Object::Ptr>()) {
            auto upper = method;
            std::ranges::transform(upper, upper.begin(),
                                   [](char c) { return static_cast<char>(c - 'a' + 'A'); });
            out.insert(upper + " " + std::regex_replace(pattern, braces, "{}"));
        }
    return out;
}

bool is_a_page(const std::string& route)
{
    return route.find(" /api/") == std::string::npos && route != "GET /healthz";
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(openapi, BrokerFixture)

BOOST_AUTO_TEST_CASE(every_route_is_described_and_nothing_else_is)
{
    const auto described = described_routes();
    std::set<std::string> routed;
    for (const auto& route : broker->router.routes())
        if (!is_a_page(route))
            BOOST_TEST(routed.insert(route).second, "twice: " << route);
    for (const auto& route : routed)
        BOOST_TEST(described.contains(route), "not described: " << route);
    for (const auto& route : described)
        BOOST_TEST(routed.contains(route), "not routed: " << route);
}

BOOST_AUTO_TEST_CASE(the_document_is_served_and_names_each_operation_once)
{
    const auto answer = call("GET", "/api/v1/openapi.json");
    BOOST_TEST(answer.text("openapi") == "3.1.0");
    std::set<std::string> ids;
    for (const auto& [pattern, path] : *json::get_object(*answer.body, "paths"))
        for (const auto& [method, operation] : *path.extract<json::Object::Ptr>()) {
            const auto id = json::get_string(*operation.extract<json::Object::Ptr>(), "operationId").value();
            BOOST_TEST(ids.insert(id).second, "twice: " << id);
        }
}

BOOST_AUTO_TEST_CASE(every_reference_leads_somewhere)
{
    static const std::regex form{R"re("\$ref":"#/components/([a-z]+)/([A-Za-z]+)")re",
                                 std::regex::ECMAScript};
    const auto text = json::dump(served_document());
    const auto components = json::get_object(served_document(), "components");
    for (std::sregex_iterator at{text.begin(), text.end(), form}, end; at != end; ++at)
        BOOST_TEST(json::get_object(*components, (*at)[1])->has((*at)[2]), (*at)[0]);
}

BOOST_AUTO_TEST_CASE(a_description_without_its_form_is_found_out)
{
    for (const std::string_view wrong :
         {R"({"topic":"x","routes":{"GET":{"is":"","who":""}}})",
          R"({"topic":"x","routes":{"GET /a":{"is":"","who":"","gives":{"b":"sting"}}}})"}) {
        const std::array texts{wrong};
        BOOST_CHECK_THROW(openapi_document(texts), std::exception);
    }
}

BOOST_AUTO_TEST_SUITE_END()
