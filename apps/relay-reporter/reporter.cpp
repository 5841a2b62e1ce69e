#include "apps/relay-reporter/reporter.hpp"

#include "core/base/json.hpp"
#include "core/base/logging.hpp"
#include "core/base/printable.hpp"
#include "core/crypto/relay_report.hpp"
#include "core/endpoint/broker_answers.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::reporter {
namespace {

namespace asio = boost::asio;
using endpoint::HttpRequest;
using endpoint::HttpResponse;

constexpr std::chrono::seconds kBrokerTime{10};
constexpr std::size_t kMaxAnswer = 16 * 1024;

json::Object load_to_json(const Load& load)
{
    auto out = json::make_object();
    out.set("version", load.version);
    out.set("sessions", load.sessions);
    out.set("capacity", load.capacity);
    out.set("entries", load.entries);
    out.set("bytes_per_second", load.bytes_per_second);
    out.set("loop_lag_ms", load.loop_lag_ms);
    out.set("cpu", load.cpu);
    out.set("index", load.index);
    out.set("draining", load.draining);
    return out;
}

bool went_well(const HttpResponse& answer)
{
    return answer.status >= 200 && answer.status < 300;
}

} // namespace

Reporter::Reporter(Place place, Secret<32> secret, std::chrono::milliseconds interval, AskRelay ask_relay,
                   endpoint::HttpClient& broker, const Clock& clock, Random& random)
    : place_{std::move(place)}, secret_{std::move(secret)}, interval_{interval},
      ask_relay_{std::move(ask_relay)}, broker_{broker}, clock_{clock}, random_{random}
{}

std::string Reporter::body_of(const std::optional<Load>& load) const
{
    json::Array::Ptr ports{new json::Array};
    for (const auto port : place_.ports)
        ports->add(static_cast<int>(port));
    std::vector<std::string> encapsulations;
    for (const auto encapsulation : place_.encapsulations)
        encapsulations.emplace_back(transport::to_string(encapsulation));
    auto out = json::make_object();
    out.set("host", place_.host);
    out.set("ports", ports);
    out.set("encapsulations", json::make_array(encapsulations));
    out.set("udp", place_.udp);
    out.set("interval_ms", static_cast<std::int64_t>(interval_.count()));
    if (!place_.region.empty())
        out.set("region", place_.region);
    if (!place_.at.empty())
        out.set("at", place_.at);
    if (load)
        out.set("load", load_to_json(*load));
    return json::dump(out);
}

asio::awaitable<std::optional<Load>> Reporter::load()
{
    const auto text = co_await ask_relay_();
    if (!text) {
        why_ = text.error().message();
        co_return std::nullopt;
    }
    auto load = read_load(*text, place_.id);
    if (!load) {
        why_ = load.error() == Errc::not_permitted ? "it has another name" : load.error().message();
        co_return std::nullopt;
    }
    co_return std::move(*load);
}

asio::awaitable<bool> Reporter::learn_instance()
{
    HttpRequest request;
    request.target = "/api/v1/relays/instance";
    request.max_response = kMaxAnswer;
    request.deadline = kBrokerTime;
    const auto answer = co_await broker_.request(std::move(request));
    if (!answer) {
        why_ = answer.error().message();
        co_return false;
    }
    const auto object = json::parse(answer->body);
    const auto text = object ? json::get_string(**object, "instance") : std::nullopt;
    const auto bytes = text ? from_base64url(*text) : std::nullopt;
    instance_ = bytes ? to_array<16>(*bytes) : std::nullopt;
    why_ = instance_ ? "" : "it is no broker that takes reports";
    co_return instance_.has_value();
}

asio::awaitable<Result<HttpResponse>> Reporter::post(std::string body)
{
    const auto proof =
        crypto::prove_report(secret_.view(), place_.id, body, clock_.now(), *instance_, random_.bytes<16>());
    HttpRequest request;
    request.method = "POST";
    request.target = "/api/v1/relays/" + place_.id + "/report";
    request.bearer = crypto::format_report_proof(proof);
    request.body = std::move(body);
    request.max_response = kMaxAnswer;
    request.deadline = kBrokerTime;
    co_return co_await broker_.request(std::move(request));
}

asio::awaitable<Reporter::Outcome> Reporter::report()
{
    const auto load = co_await this->load();
    const auto relay_silent = why_;
    for (int tries = 0; tries < 2; ++tries) {
        if (!instance_) {
            const bool learnt = co_await learn_instance();
            if (!learnt)
                co_return Outcome::broker_away;
        }
        const auto answer = co_await post(body_of(load));
        if (!answer) {
            why_ = answer.error().message();
            co_return Outcome::broker_away;
        }
        if (went_well(*answer)) {
            why_ = relay_silent;
            co_return load ? Outcome::taken : Outcome::relay_silent;
        }
        const auto problem = endpoint::read_problem(answer->body);
        why_ = problem.code + ": " + problem.detail;
        if (problem.code != "stale_report")
            break;
        instance_.reset(); // the broker was started anew
    }
    co_return Outcome::refused;
}

void Reporter::tell(Outcome outcome)
{
    if (told_ == outcome)
        return;
    told_ = outcome;
    switch (outcome) {
    case Outcome::taken:
        return log::info("the broker knows of the relay {}", place_.id);
    case Outcome::relay_silent:
        return log::warning("the relay {} does not answer: {}", place_.id, why_);
    case Outcome::refused:
        return log::warning("the broker refuses the report: {}", why_);
    case Outcome::broker_away:
        return log::warning("the broker cannot be reached: {}", why_);
    }
}

asio::awaitable<void> Reporter::run()
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    for (auto next = std::chrono::steady_clock::now();;) {
        tell(co_await report());
        next = std::max(next + interval_, std::chrono::steady_clock::now());
        timer.expires_at(next);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

} // namespace cordee::reporter
