// A broker made of prepared answers; notes what it was asked.
#pragma once

#include "core/endpoint/http.hpp"

#include <deque>
#include <string>
#include <vector>

namespace cordee::endpoint {

class FakeHttp : public HttpClient {
public:
    void answer(unsigned status, std::string_view body)
    {
        answers_.emplace_back(HttpResponse{status, std::string{body}, {}});
    }
    void fail(Errc error) { answers_.emplace_back(error); }

    boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) override
    {
        if (request.target == "/api/v1/relays/probes" && !probes) // beside what a test is about
            co_return Errc::unreachable;
        if (request.target.starts_with("/api/v1/trust?") && !trust)
            co_return Errc::unreachable;
        if (request.target.ends_with("/audit") && !told)
            co_return Errc::unreachable;
        if (request.late_body)
            request.body = request.late_body();
        asked.push_back(request.method + " " + request.target +
                        (request.body.empty() ? "" : " " + request.body));
        bearers.push_back(request.bearer);
        if (answers_.empty())
            co_return Errc::unreachable;
        auto out = std::move(answers_.front());
        answers_.pop_front();
        if (out)
            out->from = from;
        co_return out;
    }

    std::vector<std::string> asked;
    std::vector<std::string> bearers;
    boost::asio::ip::address from; ///< where it answers
    bool probes = false;           ///< whether it has answers for who asks which relays to measure
    bool trust = false;            ///< and for who asks what was signed about publishers
    bool told = false;             ///< and for what sides tell for the audit log

private:
    std::deque<Result<HttpResponse>> answers_;
};

/// One of several connections to the same broker, which outlives them.
class SharedHttp : public HttpClient {
public:
    explicit SharedHttp(FakeHttp& to) : to_{to} {}
    boost::asio::awaitable<Result<HttpResponse>> request(HttpRequest request) override
    {
        co_return co_await to_.request(std::move(request));
    }

private:
    FakeHttp& to_;
};

} // namespace cordee::endpoint
