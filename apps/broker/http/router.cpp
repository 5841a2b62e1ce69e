#include "apps/broker/http/router.hpp"

#include "apps/broker/http/problem.hpp"
#include "apps/broker/storage/database.hpp"
#include "core/base/logging.hpp"

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <optional>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxSegments = 8;

std::vector<std::string> split(const std::string& path)
{
    std::vector<std::string> out;
    for (std::size_t at = 0; at < path.size() && out.size() <= kMaxSegments;) {
        const auto end = std::min(path.find('/', at + 1), path.size());
        out.push_back(path.substr(at + 1, end - at - 1));
        at = end;
    }
    return out;
}

std::optional<Captures> match(const std::vector<std::string>& pattern,
                              const std::vector<std::string>& segments)
{
    if (pattern.size() != segments.size())
        return std::nullopt;
    Captures captures;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == "{}" && !segments[i].empty())
            captures.push_back(segments[i]);
        else if (pattern[i] != segments[i])
            return std::nullopt;
    }
    return captures;
}

Problem nothing_here(Language language)
{
    return {ProblemCode::not_found, std::string{tr("this address leads nowhere", language)},
            std::string{tr("check that program and broker have matching versions", language)}};
}

Problem no_database(Language language)
{
    return {ProblemCode::unavailable, std::string{tr("the broker's database does not answer", language)},
            std::string{tr("try again in a moment", language)}, std::chrono::seconds{1}};
}

Response wrong_method(const std::string& allowed, Language language)
{
    Problem problem{ProblemCode::bad_request,
                    std::string{tr("this address does not take that method", language)},
                    std::string{tr("check that program and broker have matching versions", language)}};
    problem.status = 405;
    auto response = to_response(problem, language);
    response.headers.emplace_back("Allow", allowed);
    return response;
}

} // namespace

void Router::add(std::string method, const std::string& pattern, Handler handler)
{
    routes_.push_back({std::move(method), pattern, split(pattern), std::move(handler)});
}

asio::awaitable<Response> Router::guarded(const Route& route, const Request& request, Captures captures) const
{
    std::string failure;
    try {
        Response response;
        if (gate_)
            response = co_await gate_(request, route.handler, std::move(captures));
        else
            response = co_await route.handler(request, std::move(captures));
        if (settle_)
            co_await settle_();
        co_return response;
    } catch (const Problem& problem) {
        co_return to_response(problem, request.language);
    } catch (const boost::system::system_error& error) {
        if (error.code() == asio::error::operation_aborted)
            throw;
        failure = error.what();
    } catch (const DatabaseUnavailable& error) {
        log::error("{} {}: the database does not answer: {}", request.method, route.pattern, error.what());
        co_return to_response(no_database(request.language), request.language);
    } catch (const std::exception& error) {
        failure = error.what();
    }
    log::error("{} {} failed: {}", request.method, route.pattern, failure);
    const Problem problem{ProblemCode::internal,
                          std::string{tr("the broker could not do this", request.language)},
                          std::string{tr("try again; the administrator finds the reason in the broker's log",
                                         request.language)}};
    co_return to_response(problem, request.language);
}

asio::awaitable<Response> Router::handle(const Request& request) const
{
    const auto segments = split(request.path);
    std::string allowed;
    for (const auto& route : routes_) {
        auto captures = match(route.segments, segments);
        if (!captures)
            continue;
        if (route.method == request.method) {
            auto response = co_await guarded(route, request, std::move(*captures));
            log::debug("{} {} {}", request.method, route.pattern, response.status);
            co_return response;
        }
        allowed += (allowed.empty() ? "" : ", ") + route.method;
    }
    co_return allowed.empty() ? to_response(nothing_here(request.language), request.language)
                              : wrong_method(allowed, request.language);
}

std::vector<std::string> Router::routes() const
{
    std::vector<std::string> out;
    for (const auto& route : routes_)
        out.push_back(route.method + " " + route.pattern);
    return out;
}

} // namespace cordee::broker
