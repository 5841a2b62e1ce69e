// The pages, as apps/web builds them, and under which rules a browser runs them.
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/problem.hpp"
#include "core/base/bytes.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

/// Relays are met with wss alone: a page that came over https may use nothing less.
constexpr std::string_view kPagePolicy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; script-src 'self'; "
    "worker-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src blob:; frame-src 'self'; "
    "connect-src 'self' wss:; require-trusted-types-for 'script'; trusted-types cordee cordee-half";
/// Around a half by somebody else: no network, nothing of this origin, whatever it tries.
constexpr std::string_view kFramePolicy =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; script-src 'self'; "
    "style-src 'self' 'unsafe-inline'; img-src blob: data:; sandbox allow-scripts";

using Headers = std::vector<std::pair<std::string, std::string>>;

Headers page_headers()
{
    return {{"Content-Security-Policy", std::string{kPagePolicy}},
            {"X-Frame-Options", "DENY"},
            {"Cross-Origin-Opener-Policy", "same-origin"},
            {"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"}};
}

Headers frame_headers()
{
    return {{"Content-Security-Policy", std::string{kFramePolicy}}};
}

/// A worker has the rules of its own answer, not those of the page.
Headers asset_headers()
{
    return {{"Content-Security-Policy", std::string{kPagePolicy}},
            {"Cache-Control", "public, max-age=31536000, immutable"},
            {"Access-Control-Allow-Origin", "*"}}; // for the scripts of a frame, which has no origin
}

Response not_built(const Request& request)
{
    Response out;
    out.status = 503;
    out.type = "text/plain; charset=utf-8";
    out.body = std::string{tr("This broker works, but its pages are not installed.", request.language)} +
               '\n' +
               std::string{tr("Build them with ./dev build web, or name their folder with web.folder.",
                              request.language)} +
               '\n';
    return out;
}

Problem leads_nowhere(const Request& request)
{
    return {ProblemCode::not_found, std::string{tr("this address leads nowhere", request.language)},
            std::string{tr("ask for a new link", request.language)}};
}

Response page(const Broker& broker, const Request& request, const std::string& name, const Headers& headers)
{
    const auto* file = broker.web.find(name);
    if (file == nullptr)
        return not_built(request);
    auto response = web_response(request, *file);
    for (const auto& header : headers)
        response.headers.push_back(header);
    return response;
}

bool is_invitation_id(const std::string& text)
{
    const auto bytes = from_base64url(text);
    return bytes && bytes->size() == 16;
}

/// The same for every id, known or not: mail scanners open links, and nothing may be learned here.
asio::awaitable<Response> get_join(const Broker& broker, const Request& request, std::string id)
{
    if (!is_invitation_id(id))
        throw leads_nowhere(request);
    co_return page(broker, request, "join.html", page_headers());
}

asio::awaitable<Response> get_setup(const Broker& broker, const Request& request)
{
    auto response = page(broker, request, "setup.html", page_headers());
    if (broker.setup.closed())
        response.status = 410; // the page sees it, and says so
    co_return response;
}

asio::awaitable<Response> get_asset(const Broker& broker, const Request& request, std::string name)
{
    const auto* file = broker.web.find("assets/" + name);
    if (file == nullptr)
        throw leads_nowhere(request);
    auto response = web_response(request, *file);
    for (const auto& header : asset_headers())
        response.headers.push_back(header);
    co_return response;
}

asio::awaitable<Response> get_page(const Broker& broker, const Request& request, std::string name,
                                   Headers headers)
{
    co_return page(broker, request, name, headers);
}

} // namespace

void add_pages(Broker& broker)
{
    auto& router = broker.router;
    router.add("GET", "/", [&broker](const Request& request, const Captures&) {
        return get_page(broker, request, "index.html", page_headers());
    });
    router.add("GET", "/join", [&broker](const Request& request, const Captures&) {
        return get_page(broker, request, "join.html", page_headers());
    });
    router.add("GET", "/frame", [&broker](const Request& request, const Captures&) {
        return get_page(broker, request, "frame.html", frame_headers());
    });
    router.add("GET", "/setup",
               [&broker](const Request& request, const Captures&) { return get_setup(broker, request); });
    router.add("GET", "/j/{}", [&broker](const Request& request, const Captures& captures) {
        return get_join(broker, request, captures.at(0));
    });
    router.add("GET", "/assets/{}", [&broker](const Request& request, const Captures& captures) {
        return get_asset(broker, request, captures.at(0));
    });
}

} // namespace cordee::broker
