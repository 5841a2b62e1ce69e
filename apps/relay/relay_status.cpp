// What a relay says of itself.
#include "apps/relay/relay.hpp"
#include "core/base/version.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace cordee::relay {

namespace asio = boost::asio;

namespace {

void add_shard(const Shard& shard, SteadyTime now, Snapshot& out)
{
    out.pairs += shard.counters().pairs;
    out.connections += shard.counters().accepted;
    for (std::size_t i = 0; i < kRefusalKinds; ++i)
        out.refused.at(i) += shard.counters().refused.at(i);
    for (const auto* heart : {&shard.heartbeat(), &shard.forwarder().heartbeat()}) {
        out.loop_lag = std::max(out.loop_lag, heart->lag(now));
        out.working = out.working && heart->alive(now);
    }
}

} // namespace

asio::awaitable<void> Relay::keep_measuring()
{
    asio::steady_timer timer{executor_};
    for (;;) {
        timer.expires_after(std::chrono::seconds{1});
        co_await timer.async_wait(asio::use_awaitable);
        std::uint64_t bytes = shared_.datagrams.forwarded_bytes();
        for (const auto& from : bytes_carried())
            for (const auto each : from)
                bytes += each;
        meter_.sample({cpu_seconds_used(), bytes}, system_clock().steady());
    }
}

Relay::BytesCarried Relay::bytes_carried() const
{
    BytesCarried out{};
    for (const auto* shard : shared_.shards)
        for (std::size_t side = 0; side < out.size(); ++side) {
            for (std::size_t i = 0; i < kCarrierKinds; ++i)
                out.at(side).at(i) += shard->counters().record_bytes.at(side).at(i);
            out.at(side).at(static_cast<std::size_t>(CarriedBy::native)) +=
                shard->forwarder().bytes_from(side);
        }
    return out;
}

Snapshot Relay::snapshot() const
{
    const auto now = system_clock().steady();
    Snapshot out;
    out.id = id_;
    out.version = program_version();
    out.uptime = std::chrono::duration_cast<std::chrono::seconds>(now - start_);
    out.sessions = sessions();
    out.capacity = rules_->limits.sessions;
    out.entries = entries();
    out.entry_capacity = rules_->limits.entries;
    out.waiting = waiting();
    out.bytes = bytes_carried();
    out.datagrams = shared_.datagrams.forwarded();
    out.datagram_bytes = shared_.datagrams.forwarded_bytes();
    out.bytes_per_second = meter_.bytes_per_second();
    out.cpu = meter_.cpu();
    out.draining = shared_.draining;
    out.listening = !out.draining;
    out.refused.at(static_cast<std::size_t>(Refusal::shed)) = shared_.entries.shed() + shared_.proxied.shed();
    for (const auto* shard : shared_.shards)
        add_shard(*shard, now, out);
    return out;
}

} // namespace cordee::relay
