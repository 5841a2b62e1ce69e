#include "apps/broker/http/problem.hpp"

namespace cordee::broker {
namespace {

struct Kind {
    const char* code;
    int status;
    std::string_view title;
};

Kind kind_of(ProblemCode code, Language language)
{
    switch (code) {
    case ProblemCode::bad_request:
        return {"bad_request", 400, tr("The request is not valid", language)};
    case ProblemCode::unauthorized:
        return {"unauthorized", 401, tr("Please log in", language)};
    case ProblemCode::forbidden:
        return {"forbidden", 403, tr("This is not permitted", language)};
    case ProblemCode::not_found:
        return {"not_found", 404, tr("There is no such thing here", language)};
    case ProblemCode::expired:
        return {"expired", 410, tr("Its time is over", language)};
    case ProblemCode::used:
        return {"used", 410, tr("It was used already", language)};
    case ProblemCode::limit:
        return {"limit", 429, tr("Too many attempts", language)};
    case ProblemCode::module_denied:
        return {"module_denied", 403, tr("The policy denies this module", language)};
    case ProblemCode::setup_closed:
        return {"setup_closed", 410, tr("The setup is closed", language)};
    case ProblemCode::conflict:
        return {"conflict", 409, tr("It exists already", language)};
    case ProblemCode::revoked:
        return {"revoked", 403, tr("The permission was withdrawn", language)};
    case ProblemCode::not_waiting:
        return {"not_waiting", 409, tr("Nobody waits there", language)};
    case ProblemCode::way_closed:
        return {"way_closed", 403, tr("This way in is closed", language)};
    case ProblemCode::key_not_shown:
        return {"key_not_shown", 403, tr("This key is not that person's", language)};
    case ProblemCode::stale_report:
        return {"stale_report", 409, tr("This report is not new", language)};
    case ProblemCode::clock_differs:
        return {"clock_differs", 401, tr("The clocks differ", language)};
    case ProblemCode::unavailable:
        return {"unavailable", 503, tr("This is not possible at the moment", language)};
    case ProblemCode::totp_required:
        return {"totp_required", 401, tr("A code of the second factor is needed", language)};
    case ProblemCode::internal:
        break;
    }
    return {"internal", 500, tr("Something went wrong inside the broker", language)};
}

} // namespace

Response to_response(const Problem& problem, Language language)
{
    const auto kind = kind_of(problem.code, language);
    const int status = problem.status != 0 ? problem.status : kind.status;
    auto object = json::make_object();
    object.set("type", std::string{"urn:cordee:problem:"} + kind.code);
    object.set("title", std::string{kind.title});
    object.set("status", status);
    object.set("detail", problem.detail);
    object.set("hint", problem.hint);
    object.set("code", std::string{kind.code});
    auto response = json_response(status, object);
    response.type = "application/problem+json";
    if (problem.retry_after)
        response.headers.emplace_back("Retry-After", std::to_string(problem.retry_after->count()));
    return response;
}

Response json_response(int status, const json::Object& object)
{
    Response response;
    response.status = status;
    response.body = json::dump(object);
    return response;
}

} // namespace cordee::broker
