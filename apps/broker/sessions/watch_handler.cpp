#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/http/long_poll.hpp"
#include "apps/broker/sessions/session_side.hpp"

#include <limits>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

asio::awaitable<Response> watch_session(Broker& broker, const Request& request, std::string id)
{
    require_side(broker, id, request);
    const auto seq = read_number(*read_optional_body(request), "seq",
                                 std::numeric_limits<std::int64_t>::max(), 0, request);
    // Looked up anew each time: a login may end, a session may be forgotten.
    const auto token = co_await long_poll(broker.live.changed(), id, broker.options.long_poll, [&] {
        return broker.live.news(require_side(broker, id, request).session, seq);
    });
    auto answer = json::make_object();
    if (token)
        answer.set("grant", *token);
    co_return json_response(200, answer);
}

} // namespace

void add_watch_handler(Broker& broker)
{
    broker.router.add("POST", "/api/v1/sessions/{}/watch",
                      [&broker](const Request& request, const Captures& captures) {
                          return watch_session(broker, request, captures.at(0));
                      });
}

} // namespace cordee::broker
