#include "core/session/grant_life.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::session {
namespace {

namespace asio = boost::asio;

/// So long what only talks may go on after the grace.
constexpr std::chrono::minutes kLastWords{5};

bool has_both_sides(const crypto::Grant& grant)
{
    return find_part(grant, "operator") != nullptr && find_part(grant, "agent") != nullptr;
}

} // namespace

GrantLife::GrantLife(const asio::any_io_executor& strand, SessionConfig& config, Channels& channels,
                     Modules& modules)
    : strand_{strand}, config_{config}, channels_{channels}, modules_{modules}
{}

Result<void> GrantLife::renew(const std::string& token)
{
    auto grant = config_.verifier.verify(token);
    if (!grant)
        return grant.error();
    if (grant->sid != config_.grant.sid || grant->seq <= config_.grant.seq)
        return Errc::not_permitted;
    if (grant->typ == "revoke" || !has_both_sides(*grant)) { // one of the two may not be here any more
        channels_.end(Ending::revoked);
        return {};
    }
    if (!may_begin(*grant) || !same_people(config_.grant, *grant))
        return Errc::not_permitted;
    config_.grant = std::move(*grant);
    modules_.apply_rights();
    return {};
}

/// First what can do something, then, when only words are left, those too.
asio::awaitable<void> GrantLife::watch()
{
    for (;;) {
        co_await until_past_end(kGrace);
        const auto expired = config_.grant.exp;
        if (!modules_.stop_privileged())
            co_return channels_.end(Ending::expired);
        co_await until_past_end(kGrace + kLastWords, expired);
        if (config_.grant.exp == expired)
            co_return channels_.end(Ending::expired);
    }
}

/// So long after the grant's end; also returns when the grant is not the one any more that ends at `of`.
asio::awaitable<void> GrantLife::until_past_end(std::chrono::seconds time, std::optional<WallTime> of)
{
    asio::steady_timer timer{strand_};
    while (config_.verifier.now() <= config_.grant.exp + time && (!of || config_.grant.exp == *of)) {
        timer.expires_after(config_.timing.watch);
        co_await timer.async_wait(asio::use_awaitable);
    }
}

} // namespace cordee::session
