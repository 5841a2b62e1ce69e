#include "tests/apps/broker/described.hpp"

#include "apps/broker/http/openapi.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <sstream>

namespace cordee::broker::testing {
namespace {

using Poco::Dynamic::Var;

std::vector<std::string> segments_of(const std::string& path)
{
    std::vector<std::string> out;
    std::istringstream in{path};
    for (std::string segment; std::getline(in, segment, '/');)
        out.push_back(segment);
    return out;
}

bool fits(const std::string& pattern, const std::string& path)
{
    const auto wanted = segments_of(pattern);
    const auto given = segments_of(path);
    if (wanted.size() != given.size())
        return false;
    for (std::size_t i = 0; i < wanted.size(); ++i)
        if (!wanted[i].starts_with('{') && wanted[i] != given[i])
            return false;
    return true;
}

/// Plain words win over those in braces, as in the router.
json::Object::Ptr operation_for(const Request& request)
{
    auto method = lower_case(request.method);
    json::Object::Ptr found;
    for (const auto& [pattern, path] : *json::get_object(served_document(), "paths")) {
        if (!fits(pattern, request.path))
            continue;
        const auto operation = json::get_object(*path.extract<json::Object::Ptr>(), method);
        if (operation && (!found || pattern.find('{') == std::string::npos))
            found = operation;
    }
    return found;
}

json::Object::Ptr resolved(json::Object::Ptr schema)
{
    if (const auto reference = json::get_string(*schema, "$ref")) {
        const auto name = reference->substr(reference->rfind('/') + 1);
        return resolved(json::get_object(
            *json::get_object(*json::get_object(served_document(), "components"), "schemas"), name));
    }
    return schema;
}

std::string check(const json::Object::Ptr& schema, const Var& value, const std::string& at);

std::string check_object(const json::Object& schema, const Var& value, const std::string& at)
{
    if (value.type() != typeid(json::Object::Ptr))
        return at + " is no object";
    const auto object = value.extract<json::Object::Ptr>();
    for (const auto& name : json::get_strings(schema, "required").value_or(std::vector<std::string>{}))
        if (!object->has(name))
            return at + "." + name + " is missing";
    const auto properties = json::get_object(schema, "properties");
    for (const auto& [name, field] : *object) {
        if (!properties)
            continue; // of any form
        const auto known = json::get_object(*properties, name);
        if (!known)
            return at + "." + name + " is not described";
        if (auto wrong = check(known, field, at + "." + name); !wrong.empty())
            return wrong;
    }
    return {};
}

std::string check_array(const json::Object& schema, const Var& value, const std::string& at)
{
    if (value.type() != typeid(json::Array::Ptr))
        return at + " is no list";
    const auto items = json::get_object(schema, "items");
    for (const auto& one : *value.extract<json::Array::Ptr>())
        if (auto wrong = check(items, one, at + "[]"); !wrong.empty())
            return wrong;
    return {};
}

std::string check_text(const json::Object& schema, const Var& value, const std::string& at)
{
    if (!value.isString())
        return at + " is no text";
    const auto words = json::get_strings(schema, "enum");
    if (words && std::ranges::find(*words, value.extract<std::string>()) == words->end())
        return at + " is none of its words";
    return {};
}

std::string check(const json::Object::Ptr& given, const Var& value, const std::string& at)
{
    const auto schema = resolved(given);
    const auto type = json::get_string(*schema, "type").value_or("");
    if (type == "object")
        return check_object(*schema, value, at);
    if (type == "array")
        return check_array(*schema, value, at);
    if (type == "string")
        return check_text(*schema, value, at);
    const bool right = type == "boolean" ? value.isBoolean()
                                         : value.isNumeric() && !value.isBoolean() &&
                                               (type == "number" || value.isInteger());
    return right ? std::string{} : at + " is no " + type;
}

json::Object::Ptr schema_for(const json::Object& operation, int status)
{
    const auto responses = json::get_object(operation, "responses");
    const auto described = json::get_object(*responses, std::to_string(status));
    const auto content = described ? json::get_object(*described, "content") : json::Object::Ptr{};
    const auto kind = content ? json::get_object(*content, "application/json") : json::Object::Ptr{};
    return kind ? json::get_object(*kind, "schema") : json::Object::Ptr{};
}

/// A file, which may happen to be JSON.
bool is_a_file(const json::Object& operation)
{
    const auto responses = json::get_object(operation, "responses");
    const auto described = json::get_object(*responses, "200");
    const auto content = described ? json::get_object(*described, "content") : json::Object::Ptr{};
    return content && !content->has("application/json");
}

} // namespace

const json::Object& served_document()
{
    static const auto document = json::parse(json::dump(openapi_document(api_descriptions()))).value();
    return *document;
}

void check_described(const Request& request, const Answer& answer)
{
    if (!answer.body || answer.status >= 300 || answer.response.type != "application/json")
        return;
    const auto operation = operation_for(request);
    BOOST_REQUIRE_MESSAGE(operation, request.method << " " << request.path << " is not described");
    if (is_a_file(*operation))
        return;
    const bool again = request.path == "/api/v1/packages" && answer.status == 201; // 200 when it was there
    const auto schema = schema_for(*operation, again ? 200 : answer.status);
    BOOST_REQUIRE_MESSAGE(schema, request.method << " " << request.path << " gives no " << answer.status);
    const auto wrong = check(schema, Var{answer.body}, "answer");
    BOOST_TEST(wrong.empty(), request.method << " " << request.path << ": " << wrong);
}

} // namespace cordee::broker::testing
