// A description: {"topic", "text", "types": {Name: fields}, "routes": {"GET /path/{id}": route}}.
// A route: {"is": what it does, "who": who may ("anybody" needs no token), "query"?: fields, "takes"?:
// fields, "gives"?: fields, "status"?: 200, "media"?: of an answer that is not JSON, "sends"?: of a body that
// is not JSON}. Fields: {"name": type, "name?": type that may be missing}, or the name of a type. A type is
// "string", "integer", "number", "boolean", "object", "time", "a|b" (one of these words), a Name, {fields},
// or [type] for a list; as a text it may go on with " - " and what it means.
#include "apps/broker/http/openapi.hpp"

#include "core/base/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

namespace cordee::broker {
namespace {

using Poco::Dynamic::Var;

constexpr const char* kApiRoot = "/api/v1";
constexpr std::string_view kMeaning = " - ";

json::Object reference(const std::string& where, const std::string& name)
{
    auto out = json::make_object();
    out.set("$ref", "#/components/" + where + "/" + name);
    return out;
}

json::Object typed(const std::string& type)
{
    auto out = json::make_object();
    out.set("type", type);
    return out;
}

json::Object one_of_words(std::string text)
{
    std::vector<std::string> words;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find('|', at), text.size());
        words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    auto out = typed("string");
    out.set("enum", json::make_array(words));
    return out;
}

json::Object named_type(const std::string& name)
{
    if (name == "time") {
        auto out = typed("string");
        out.set("format", std::string{"date-time"});
        return out;
    }
    if (name.find('|') != std::string::npos)
        return one_of_words(name);
    for (const char* plain : {"string", "integer", "number", "boolean", "object"})
        if (name == plain)
            return typed(name);
    if (name.empty() || std::isupper(static_cast<unsigned char>(name.front())) == 0)
        throw std::runtime_error{"no type: " + name};
    return reference("schemas", name);
}

json::Object schema_of(const Var& type);

json::Object schema_of_fields(const json::Object& fields)
{
    std::vector<std::string> required;
    auto properties = json::make_object();
    for (const auto& [key, type] : fields) {
        const bool optional = key.ends_with('?');
        const auto name = optional ? key.substr(0, key.size() - 1) : key;
        properties.set(name, schema_of(type));
        if (!optional)
            required.push_back(name);
    }
    auto out = typed("object");
    out.set("properties", properties);
    if (!required.empty())
        out.set("required", json::make_array(required));
    return out;
}

json::Object schema_of(const Var& type)
{
    if (type.type() == typeid(json::Object::Ptr))
        return schema_of_fields(*type.extract<json::Object::Ptr>());
    if (type.type() == typeid(json::Array::Ptr)) {
        auto out = typed("array");
        out.set("items", schema_of(type.extract<json::Array::Ptr>()->get(0)));
        return out;
    }
    const auto text = type.extract<std::string>();
    const auto meaning = text.find(kMeaning);
    auto out = named_type(text.substr(0, meaning));
    if (meaning != std::string::npos)
        out.set("description", text.substr(meaning + kMeaning.size()));
    return out;
}

json::Object with_content(const std::string& description, const std::string& media,
                          const json::Object& schema)
{
    auto kind = json::make_object();
    kind.set("schema", schema);
    auto content = json::make_object();
    content.set(media, kind);
    auto out = json::make_object();
    if (!description.empty())
        out.set("description", description);
    out.set("content", content);
    return out;
}

json::Object parameter(const std::string& name, const std::string& in, bool required,
                       const json::Object& schema)
{
    auto out = json::make_object();
    out.set("name", name);
    out.set("in", in);
    out.set("required", required);
    out.set("schema", schema);
    return out;
}

struct Endpoint {
    std::string method; ///< lower case
    std::string path;
};

Endpoint endpoint_of(const std::string& key)
{
    const auto space = key.find(' ');
    if (space == std::string::npos || key.find('/') != space + 1)
        throw std::runtime_error{"no route: " + key};
    Endpoint out{key.substr(0, space), key.substr(space + 1)};
    std::ranges::transform(out.method, out.method.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (out.path != "/healthz")
        out.path = kApiRoot + out.path;
    return out;
}

json::Array::Ptr parameters(const Endpoint& at, const json::Object& route, bool for_anybody)
{
    json::Array::Ptr out{new json::Array};
    for (std::size_t from = at.path.find('{'); from != std::string::npos; from = at.path.find('{', from + 1))
        out->add(parameter(at.path.substr(from + 1, at.path.find('}', from) - from - 1), "path", true,
                           typed("string")));
    if (const auto query = json::get_object(route, "query"))
        for (const auto& [key, type] : *query) {
            const bool optional = key.ends_with('?');
            out->add(parameter(optional ? key.substr(0, key.size() - 1) : key, "query", !optional,
                               schema_of(type)));
        }
    if (at.method != "get" && !for_anybody) {
        out->add(reference("parameters", "IdempotencyKey"));
        out->add(reference("parameters", "Csrf"));
    }
    return out;
}

json::Object responses(const json::Object& route)
{
    const auto status = std::to_string(json::get_integer(route, "status").value_or(200));
    auto out = json::make_object();
    if (const auto media = json::get_string(route, "media"))
        out.set(status, with_content("as asked", *media, json::make_object()));
    else
        out.set(status, with_content("done", "application/json",
                                     route.has("gives") ? schema_of(route.get("gives")) : typed("object")));
    out.set("default", reference("responses", "Problem"));
    return out;
}

std::string operation_id(const Endpoint& at)
{
    auto out =
        at.method + at.path.substr(at.path.starts_with(kApiRoot) ? std::string_view{kApiRoot}.size() : 0);
    std::erase_if(out, [](char c) { return c == '{' || c == '}'; });
    std::ranges::replace_if(
        out, [](char c) { return c == '/' || c == '-' || c == '.'; }, '_');
    return out;
}

json::Object operation(const Endpoint& at, const std::string& topic, const json::Object& route)
{
    const auto who = json::get_string(route, "who").value();
    const bool for_anybody = who == "anybody";
    auto out = json::make_object();
    out.set("operationId", operation_id(at));
    out.set("tags", json::make_array({topic}));
    out.set("summary", json::get_string(route, "is").value());
    out.set("description", "Who: " + who + ".");
    if (for_anybody)
        out.set("security", json::Array::Ptr{new json::Array});
    out.set("parameters", parameters(at, route, for_anybody));
    if (const auto sends = json::get_string(route, "sends"))
        out.set("requestBody", with_content({}, *sends, json::make_object()));
    else if (route.has("takes")) {
        auto body = with_content({}, "application/json", schema_of(route.get("takes")));
        body.set("required", true);
        out.set("requestBody", body);
    }
    out.set("responses", responses(route));
    return out;
}

json::Object security_scheme(const std::string& type, const std::string& key, const std::string& value)
{
    auto out = typed(type);
    out.set(key, value);
    return out;
}

json::Object common_components(const json::Object& schemas)
{
    auto parameters = json::make_object();
    parameters.set("IdempotencyKey", parameter("Idempotency-Key", "header", false, typed("string")));
    parameters.set("Csrf", parameter("X-Cordee-CSRF", "header", false, typed("string")));
    auto responses = json::make_object();
    responses.set("Problem",
                  with_content("refused", "application/problem+json", reference("schemas", "Problem")));
    auto cookie = security_scheme("apiKey", "in", "cookie");
    cookie.set("name", std::string{"__Host-cordee"});
    auto security = json::make_object();
    security.set("bearer", security_scheme("http", "scheme", "bearer"));
    security.set("cookie", cookie);
    auto out = json::make_object();
    out.set("schemas", schemas);
    out.set("parameters", parameters);
    out.set("responses", responses);
    out.set("securitySchemes", security);
    return out;
}

json::Array::Ptr either_security()
{
    json::Array::Ptr out{new json::Array};
    for (const char* scheme : {"bearer", "cookie"}) {
        auto one = json::make_object();
        one.set(scheme, json::Array::Ptr{new json::Array});
        out->add(one);
    }
    return out;
}

json::Object about()
{
    auto out = json::make_object();
    out.set("title", std::string{"Cordée broker"});
    out.set("version", std::string{program_version()});
    return out;
}

} // namespace

json::Object openapi_document(std::span<const std::string_view> descriptions)
{
    auto schemas = json::make_object();
    auto paths = json::make_object();
    for (const auto text : descriptions) {
        const auto description = json::parse(text).value();
        const auto topic = json::get_string(*description, "topic").value();
        if (const auto types = json::get_object(*description, "types"))
            for (const auto& [name, type] : *types)
                schemas.set(name, schema_of(type));
        const auto routes = json::get_object(*description, "routes");
        for (const auto& [key, route] : *routes) {
            const auto at = endpoint_of(key);
            const auto known = json::get_object(paths, at.path);
            json::Object::Ptr path = known ? known : json::Object::Ptr{new json::Object{json::make_object()}};
            path->set(at.method, operation(at, topic, *route.extract<json::Object::Ptr>()));
            paths.set(at.path, path);
        }
    }
    auto out = json::make_object();
    out.set("openapi", std::string{"3.1.0"});
    out.set("info", about());
    out.set("security", either_security());
    out.set("paths", paths);
    out.set("components", common_components(schemas));
    return out;
}

} // namespace cordee::broker
