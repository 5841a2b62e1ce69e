#include "apps/broker/events/event_stream.hpp"

#include "apps/broker/accounts/asker.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"

#include <sstream>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::string_view kProtocol = "cordee.events.1";
constexpr std::string_view kBearerProtocol = "cordee.bearer.";
constexpr std::chrono::minutes kLookAgain{1}; ///< when nothing happens: its time may be over
constexpr unsigned short kNotAllowed = 1008;
constexpr unsigned short kTryAgainLater = 1013;
constexpr std::size_t kMaxProtocols = 1024;
/// One person's windows, and those that a browser has not closed yet.
constexpr std::size_t kMaxOfOne = 32;

struct Offered {
    bool events = false;
    std::string bearer;
};

Offered read_protocols(const std::string& header)
{
    Offered out;
    if (header.size() > kMaxProtocols)
        return out;
    std::istringstream in{header};
    for (std::string name; std::getline(in, name, ',');) {
        name.erase(0, name.find_first_not_of(' '));
        name.erase(name.find_last_not_of(' ') + 1);
        if (name == kProtocol)
            out.events = true;
        else if (name.starts_with(kBearerProtocol))
            out.bearer = name.substr(kBearerProtocol.size());
    }
    return out;
}

/// A page of another site can open a WebSocket here, with our cookie: browsers say where it is from.
Problem from_elsewhere(const Request& request)
{
    return {ProblemCode::forbidden,
            std::string{
                tr("this request does not prove that it is from this broker's own page", request.language)},
            std::string{tr("open the console of this broker", request.language)}};
}

Request with_offered_bearer(Request request, const Offered& offered)
{
    if (!offered.bearer.empty())
        request.bearer = offered.bearer;
    return request;
}

Asker require_listener(Broker& broker, const Request& request)
{
    auto asker = require_asker(broker, request);
    require_turn(broker.request_limit, std::to_string(asker.who.id), request);
    if (asker.by_cookie && (request.origin.empty() || !comes_from_here(broker, request)))
        throw from_elsewhere(request);
    if (broker.events.listeners(asker.who.id) >= kMaxOfOne)
        throw too_many(std::chrono::seconds{30}, request);
    return asker;
}

std::string hello(const Broker& broker)
{
    auto out = json::make_object();
    out.set("seq", broker.events.seq());
    out.set("kind", std::string{"hello"});
    return json::dump(out);
}

bool still_may(const Broker& broker, const Request& request, const Operator& as)
{
    const auto asker = find_asker(broker, request);
    return asker && asker->who.id == as.id && asker->who.role == as.role;
}

/// False when nobody hears it.
asio::awaitable<bool> send_all(WebSocket& socket, std::vector<Events::Text> texts)
{
    for (const auto& text : texts)
        if (!co_await socket.send(*text))
            co_return false;
    co_return true;
}

std::optional<std::vector<std::string>> limits_of(const Asker& asker)
{
    return asker.login.empty() ? std::optional{asker.scopes} : std::nullopt;
}

asio::awaitable<void> tell(Broker& broker, Request request, Asker asker, WebSocket& socket)
{
    const auto who = asker.who;
    Events::Listener listener{broker.events, who.id, limits_of(asker)};
    const auto first = hello(broker);
    bool heard = co_await socket.send(first);
    for (bool look = false; heard;) {
        auto texts = listener.take();
        if (listener.overrun()) {
            co_await socket.close(kTryAgainLater);
            co_return;
        }
        if ((look || listener.should_look_again()) && !still_may(broker, request, who)) {
            co_await socket.close(kNotAllowed);
            co_return;
        }
        look = texts.empty();
        if (look) {
            co_await listener.woken().wait_for(kLookAgain);
            look = !listener.has_more();
        } else {
            heard = co_await send_all(socket, std::move(texts));
        }
    }
}

UpgradeAnswer checked(Broker& broker, const Request& request)
{
    if (request.path != "/api/v1/events")
        throw Problem{
            ProblemCode::not_found, std::string{tr("this address leads nowhere", request.language)},
            std::string{tr("check that program and broker have matching versions", request.language)}};
    const auto offered = read_protocols(request.protocols);
    if (!offered.events)
        throw bad_field("Sec-WebSocket-Protocol", request);
    Request asked = with_offered_bearer(request, offered);
    const auto asker = require_listener(broker, asked);
    asked.protocols.clear();
    return WebSocketService{std::string{kProtocol}, [&broker, asked, asker](WebSocket& socket) {
                                return tell(broker, asked, asker, socket);
                            }};
}

/// Who came without asking for a WebSocket.
asio::awaitable<Response> not_upgraded(const Request& request)
{
    Problem problem{
        ProblemCode::bad_request, std::string{tr("events are told over a WebSocket", request.language)},
        std::string{tr("ask for an upgrade with the protocol cordee.events.1", request.language)}};
    problem.status = 426;
    auto response = to_response(problem, request.language);
    response.headers.emplace_back("Upgrade", "websocket");
    co_return response;
}

} // namespace

void add_event_handler(Broker& broker)
{
    broker.router.add("GET", "/api/v1/events",
                      [](const Request& request, const Captures&) { return not_upgraded(request); });
}

UpgradeAnswer answer_upgrade(Broker& broker, const Request& request)
{
    try {
        return checked(broker, request);
    } catch (const Problem& problem) {
        return to_response(problem, request.language);
    }
}

} // namespace cordee::broker
