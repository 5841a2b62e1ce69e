#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/openapi.hpp"
#include "apps/broker/http/problem.hpp"

namespace cordee::broker {

void add_openapi_handler(Broker& broker)
{
    const auto text = json::dump(openapi_document(api_descriptions()));
    broker.router.add("GET", "/api/v1/openapi.json",
                      [text](const Request&, const Captures&) -> boost::asio::awaitable<Response> {
                          Response response;
                          response.body = text;
                          co_return response;
                      });
}

} // namespace cordee::broker
