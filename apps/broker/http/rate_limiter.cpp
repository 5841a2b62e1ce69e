#include "apps/broker/http/rate_limiter.hpp"

#include "core/base/bytes.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace cordee::broker {
namespace {

constexpr std::size_t kMaxEntries = 10'000;
constexpr std::chrono::minutes kMinute{1};
constexpr std::chrono::hours kAttemptMemory{1};

/// Rounded up, so that who waits exactly that long is let in.
std::chrono::seconds until(SteadyTime then, SteadyTime now)
{
    return std::max(std::chrono::ceil<std::chrono::seconds>(then - now), std::chrono::seconds{1});
}

} // namespace

std::optional<std::chrono::seconds> RateLimiter::refuse(const std::string& key)
{
    const auto now = clock_.steady();
    auto& state = entry(key);
    if (now < state.blocked_until)
        return until(state.blocked_until, now);
    if (now - state.minute_start >= kMinute) {
        state.minute_start = now;
        state.in_minute = 0;
    }
    if (state.in_minute >= rule_.per_minute)
        return until(state.minute_start + kMinute, now);
    ++state.in_minute;
    return std::nullopt;
}

void RateLimiter::miss(const std::string& key)
{
    auto& state = entry(key);
    if (++state.misses < rule_.misses)
        return;
    const auto doublings = std::min<std::size_t>(state.misses - rule_.misses, 16);
    const auto delay = std::min(rule_.first_delay * (std::int64_t{1} << doublings), rule_.longest_delay);
    state.blocked_until = clock_.steady() + delay;
}

RateLimiter::Entry& RateLimiter::entry(const std::string& key)
{
    const auto now = clock_.steady();
    if (!entries_.contains(key) && entries_.size() >= kMaxEntries)
        forget_oldest();
    auto [at, made] = entries_.try_emplace(key);
    auto& state = at->second;
    if (made || now - state.last_seen >= kAttemptMemory)
        state = Entry{now, 0, 0, {}, now};
    state.last_seen = now;
    return state;
}

void RateLimiter::forget_oldest()
{
    const auto limit = clock_.steady() - kAttemptMemory;
    std::erase_if(entries_, [&](const auto& known) { return known.second.last_seen < limit; });
    if (entries_.size() < kMaxEntries)
        return;
    entries_.erase(
        std::ranges::min_element(entries_, {}, [](const auto& known) { return known.second.last_seen; }));
}

std::string address_key(const std::string& address)
{
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(address, error);
    if (error || parsed.is_v4())
        return address;
    const auto bytes = parsed.to_v6().to_bytes();
    if (parsed.to_v6().is_v4_mapped())
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, parsed.to_v6()).to_string();
    return to_hex(View{bytes.data(), 8});
}

} // namespace cordee::broker
