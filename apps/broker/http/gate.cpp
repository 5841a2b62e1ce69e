#include "apps/broker/http/gate.hpp"

#include "apps/broker/accounts/asker.hpp"
#include "apps/broker/broker.hpp"
#include "apps/broker/http/input.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::minutes kSeenEvery{5};

void note_seen(Broker& broker, const Operator& who)
{
    const auto now = broker.clock.now();
    if (now - who.last_seen >= kSeenEvery)
        broker.operators.set_seen(who.id, now);
}

Problem repeat_problem(Repeats::Known known, const Request& request)
{
    if (known == Repeats::Known::too_many)
        return {ProblemCode::limit,
                std::string{tr("too many requests with an Idempotency-Key are remembered", request.language)},
                std::string{tr("send it without one, or tomorrow", request.language)}, std::chrono::hours{1}};
    if (known == Repeats::Known::running)
        return {ProblemCode::conflict, std::string{tr("this request is being carried out", request.language)},
                std::string{tr("send it again in a moment", request.language)}, std::chrono::seconds{1}};
    if (known == Repeats::Known::unclear)
        return {ProblemCode::conflict,
                std::string{tr("the broker ended while this request was carried out", request.language)},
                std::string{tr("look whether it is done before you send it with another Idempotency-Key",
                               request.language)}};
    return {ProblemCode::conflict,
            std::string{tr("this Idempotency-Key was sent with another request", request.language)},
            std::string{tr("choose a new key for each request", request.language)}};
}

/// What is refused changed nothing; what was answered is not carried out again.
asio::awaitable<Response> once(Broker& broker, const Request& request, const Handler& handler,
                               Captures captures, std::int64_t operator_id)
{
    auto found = broker.repeats.begin(operator_id, request);
    if (found.answer)
        co_return std::move(*found.answer);
    if (found.known != Repeats::Known::no)
        throw repeat_problem(found.known, request);
    std::exception_ptr failure;
    Response response;
    try {
        response = co_await handler(request, std::move(captures));
    } catch (...) {
        failure = std::current_exception();
    }
    if (failure || response.status >= 300 || !response.file.empty())
        broker.repeats.forget(operator_id, request);
    else
        broker.repeats.keep(operator_id, request, response);
    if (failure)
        std::rethrow_exception(failure);
    co_return response;
}

bool changes(const Request& request)
{
    return request.method != "GET" && request.method != "HEAD";
}

asio::awaitable<Response> pass(Broker& broker, const Request& request, const Handler& handler,
                               Captures captures)
{
    const auto asker = find_entitled(broker, request);
    if (!asker) // somebody else's request, or one that its handler refuses
        co_return co_await handler(request, std::move(captures));
    require_turn(broker.request_limit, std::to_string(asker->who.id), request);
    note_seen(broker, asker->who);
    if (request.idempotency_key.empty() || !changes(request))
        co_return co_await handler(request, std::move(captures));
    if (!is_idempotency_key(request.idempotency_key))
        throw bad_field("Idempotency-Key", request);
    co_return co_await once(broker, request, handler, std::move(captures), asker->who.id);
}

} // namespace

Router::Gate make_gate(Broker& broker)
{
    return [&broker](const Request& request, const Handler& handler, Captures captures) {
        return pass(broker, request, handler, std::move(captures));
    };
}

} // namespace cordee::broker
