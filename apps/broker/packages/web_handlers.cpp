// The web halves of modules, as addresses that a page imports.
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/problem.hpp"
#include "apps/broker/packages/publishers.hpp"

#include <array>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

/// Segments of a file's path.
constexpr std::size_t kDeepest = 4;

Problem no_web_half(const Request& request)
{
    return {ProblemCode::not_found,
            std::string{tr("this broker has no web half of this module", request.language)},
            std::string{tr("use the module in a program, or ask the administrator for a package of it for "
                           "browsers",
                           request.language)}};
}

/// Nothing that a browser would show as a page of this origin.
std::string type_of(std::string_view path)
{
    static constexpr std::array<std::pair<std::string_view, const char*>, 9> kTypes{{
        {".js", "text/javascript; charset=utf-8"},
        {".mjs", "text/javascript; charset=utf-8"},
        {".css", "text/css; charset=utf-8"},
        {".json", "application/json"},
        {".wasm", "application/wasm"},
        {".png", "image/png"},
        {".webp", "image/webp"},
        {".woff2", "font/woff2"},
        {".txt", "text/plain; charset=utf-8"},
    }};
    for (const auto& [ending, type] : kTypes)
        if (path.ends_with(ending))
            return type;
    return "application/octet-stream";
}

std::shared_ptr<const WebHalf> half_of(Broker& broker, const Request& request, const std::string& id,
                                       const std::string& version_text)
{
    const auto version = parse_version(version_text);
    if (!version_text.empty() && !version)
        throw no_web_half(request);
    const auto package = broker.modules.find(id, plugin::kWebPlatform, version);
    const auto half =
        package ? broker.web_halves.of(*package, publishers_of(broker)) : std::shared_ptr<const WebHalf>{};
    if (!half)
        throw no_web_half(request);
    return half;
}

json::Object describe_channel(const plugin::ChannelSpec& channel)
{
    auto out = json::make_object();
    out.set("name", channel.name);
    out.set("class", std::string{priority_name(channel.priority)});
    out.set("unreliable", channel.unreliable);
    return out;
}

asio::awaitable<Response> describe_half(Broker& broker, const Request& request, std::string id)
{
    const auto wanted = request.query.find("version");
    const auto half =
        half_of(broker, request, id, wanted == request.query.end() ? std::string{} : wanted->second);
    const auto& manifest = half->manifest;
    auto answer = json::make_object();
    answer.set("id", manifest.id);
    answer.set("version", to_text(manifest.version));
    answer.set("publisher", manifest.publisher);
    answer.set("permissions", json::make_array(manifest.permissions));
    json::Array::Ptr channels{new json::Array};
    for (const auto& channel : manifest.channels)
        channels->add(describe_channel(channel));
    answer.set("channels", channels);
    answer.set("entry", manifest.web_entry);
    for (const auto& file : manifest.files) {
        if (file.path != manifest.web_entry)
            continue;
        answer.set("sha256", to_hex(file.sha256));
        answer.set("size", file.size);
    }
    auto response = json_response(200, answer);
    response.headers.emplace_back("Access-Control-Allow-Origin", "*");
    co_return response;
}

asio::awaitable<Response> send_file(Broker& broker, const Request& request, Captures captures)
{
    const auto half = half_of(broker, request, captures.at(0), captures.at(1));
    std::string path = captures.at(2);
    for (std::size_t i = 3; i < captures.size(); ++i)
        path.append("/").append(captures[i]);
    const auto file = half->files.find(path);
    if (file == half->files.end())
        throw no_web_half(request);
    Response out;
    out.type = type_of(path);
    out.body = file->second;
    // A version has one content for good. A frame of somebody else's half has no origin, so anybody may read
    // it; what is opened as a page does nothing.
    out.headers = {{"Cache-Control", "public, max-age=31536000, immutable"},
                   {"Access-Control-Allow-Origin", "*"},
                   {"Cross-Origin-Resource-Policy", "cross-origin"},
                   {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}};
    co_return out;
}

} // namespace

void add_web_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/api/v1/modules/{}/web", [&broker](const Request& request, const Captures& captures) {
        return describe_half(broker, request, captures.at(0));
    });
    std::string pattern = "/api/v1/modules/{}/{}/web";
    for (std::size_t depth = 0; depth < kDeepest; ++depth)
        router.add("GET", pattern += "/{}", [&broker](const Request& request, const Captures& captures) {
            return send_file(broker, request, captures);
        });
}

} // namespace cordee::broker
