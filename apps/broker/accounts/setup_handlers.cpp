#include "apps/broker/audit/facts.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "core/base/logging.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

Problem closed_problem(const Request& request)
{
    return {
        ProblemCode::setup_closed,
        std::string{tr("this broker has its administrator; the setup is closed for good", request.language)},
        std::string{tr("log in instead", request.language)}};
}

Problem wrong_setup_token(const Request& request)
{
    return {ProblemCode::unauthorized,
            std::string{tr("this setup link is not the newest one", request.language)},
            std::string{tr("use the link that the broker printed at its last start", request.language)}};
}

/// Before the costly part, so that a guess costs little here; finish() looks again.
void check_door(Broker& broker, const std::string& token, const Request& request)
{
    if (broker.setup.closed())
        throw closed_problem(request);
    const auto key = "setup " + address_key(request.address);
    require_turn(broker.lookup_limit, key, request);
    if (broker.setup.accepts(token))
        return;
    broker.lookup_limit.miss(key);
    throw wrong_setup_token(request);
}

asio::awaitable<Response> post_setup(Broker& broker, const Request& request)
{
    if (broker.setup.closed())
        throw closed_problem(request);
    const auto body = read_body(request);
    const auto token = read_text(*body, "token", 64, request);
    check_door(broker, token, request);
    FirstAdministrator first{read_name(*body, "organisation", request),
                             read_name(*body, "name", request),
                             read_email(*body, request),
                             {}};
    auto hash = co_await broker.passwords.hash(read_new_password(*body, request));
    if (hash.has_error())
        throw too_many(std::chrono::seconds{1}, request);
    first.password_hash = *hash;
    const auto done = broker.setup.finish(token, first, broker.clock.now(), [&](const Operator& who) {
        record(broker, request, who, "setup",
               {.object = first.organisation, .after = object_of({{"administrator", who.email}})});
    });
    if (done.has_error())
        throw done.error() == Errc::closed ? closed_problem(request) : wrong_setup_token(request);
    log::info("the setup is done and closed");
    auto answer = json::make_object();
    answer.set("email", done->email);
    co_return json_response(201, answer);
}

} // namespace

void add_setup_handlers(Broker& broker)
{
    broker.router.add("POST", "/api/v1/setup", [&broker](const Request& request, const Captures&) {
        return post_setup(broker, request);
    });
}

} // namespace cordee::broker
