#include "core/endpoint/audit_reporter.hpp"

#include "core/base/deadline.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/timestamps.hpp"
#include "core/endpoint/broker_error.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxBatch = 32;      ///< as the broker takes them
constexpr std::size_t kMaxActFacts = 3000; ///< bytes; the broker takes 4096 with what is around them
constexpr std::size_t kMaxWaiting = 512;

} // namespace

AuditReporter::AuditReporter(const asio::any_io_executor& strand, const Clock& clock, Random& random,
                             Send send, Timing timing)
    : clock_{clock}, send_{std::move(send)}, timing_{timing}, stream_{to_base64url(random.bytes<16>())},
      changed_{strand}
{}

AuditReporter::AuditReporter(const asio::any_io_executor& strand, const Clock& clock, Random& random,
                             Send send)
    : AuditReporter{strand, clock, random, std::move(send), Timing{}}
{}

void AuditReporter::add(const std::string& act, const json::Object& facts)
{
    auto object = json::make_object();
    object.set("act", act);
    put(std::move(object), facts);
}

void AuditReporter::add(const std::string& act)
{
    add(act, json::make_object());
}

void AuditReporter::add(const AuditedModule& by, const std::string& act, const json::Object& facts)
{
    auto object = json::make_object();
    object.set("act", act);
    object.set("module", by.module);
    object.set("version", by.version);
    object.set("publisher", by.publisher);
    put(std::move(object), facts);
}

void AuditReporter::put(json::Object act, const json::Object& facts)
{
    if (unheard_)
        return;
    if (acts_.size() >= kMaxWaiting) {
        ++dropped_;
        return;
    }
    act.set("time", crypto::format_timestamp(clock_.now()));
    if (facts.size() > 0 && json::dump(facts).size() <= kMaxActFacts)
        act.set("facts", facts);
    acts_.push_back(std::move(act));
    if (dropped_ > 0 && acts_.size() < kMaxWaiting) {
        auto count = json::make_object();
        count.set("count", std::exchange(dropped_, 0));
        add("acts-not-told", count);
    }
    changed_.notify();
}

json::Object AuditReporter::batch(std::size_t count) const
{
    json::Array::Ptr events{new json::Array};
    for (std::size_t i = 0; i < count; ++i)
        events->add(acts_[i]);
    auto out = json::make_object();
    out.set("stream", stream_);
    out.set("first", first_);
    out.set("events", events);
    return out;
}

/// False: later, the same ones again. The broker knows by their numbers what arrived already.
asio::awaitable<bool> AuditReporter::send_some()
{
    const auto count = std::min(acts_.size(), kMaxBatch);
    auto acts = batch(count);
    bool again = false;
    try {
        auto sending = send_(std::move(acts));
        co_await std::move(sending);
    } catch (const BrokerError& error) {
        again = error.may_pass() || error.code() == "limit";
        unheard_ = !again;
        log::debug("the broker did not take acts for its audit log: {}", error.what());
    }
    if (again)
        co_return false;
    acts_.erase(acts_.begin(), acts_.begin() + static_cast<std::ptrdiff_t>(count));
    first_ += static_cast<std::int64_t>(count);
    if (unheard_)
        acts_.clear();
    co_return true;
}

asio::awaitable<void> AuditReporter::run()
{
    asio::steady_timer timer{co_await asio::this_coro::executor};
    auto pause = timing_.first_pause;
    for (;;) {
        while (acts_.empty())
            co_await changed_.wait();
        timer.expires_after(timing_.gather);
        co_await timer.async_wait(asio::use_awaitable);
        const bool sent = co_await send_some();
        if (sent) {
            pause = timing_.first_pause;
            continue;
        }
        timer.expires_after(pause);
        co_await timer.async_wait(asio::use_awaitable);
        pause = std::min(2 * pause, timing_.longest_pause);
    }
}

asio::awaitable<void> AuditReporter::finish()
{
    const auto rest = [](AuditReporter& self) -> asio::awaitable<Result<void>> {
        while (!self.acts_.empty()) {
            const bool sent = co_await self.send_some();
            if (!sent)
                break;
        }
        co_return Result<void>{};
    };
    auto sending = rest(*this);
    const auto in_time = co_await with_deadline(timing_.farewell, std::move(sending));
    if (!in_time || !acts_.empty())
        log::warning("{} acts are only in the local record, the broker did not take them", acts_.size());
}

asio::awaitable<std::vector<std::string>> ToldConsent::ask(const session::ConsentRequest& request)
{
    auto facts = json::make_object();
    facts.set("module", request.module);
    facts.set("asked", json::make_array(request.permissions));
    auto asking = asked_.ask(request);
    auto given = co_await std::move(asking);
    facts.set("given", json::make_array(given));
    told_.add(given.empty() ? "consent-refused" : "consent-given", facts);
    co_return given;
}

} // namespace cordee::endpoint
