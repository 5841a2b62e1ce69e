#include "core/endpoint/meeting.hpp"

#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/endpoint/session_error.hpp"

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;
using session::Ending;
using session::HandshakeFailure;
using session::Role;

/// docs/security.md, "Limits": what a joiner may send per typed code, and a good number for the others.
constexpr int kMaxTries = 3;

session::HandshakeConfig handshake_of(const Meeting& meeting, const crypto::Grant& grant, const OwnSide& own)
{
    session::HandshakeConfig out;
    out.self = own.role;
    out.peer = own.role == Role::agent ? Role::operator_ : Role::agent;
    out.way = meeting.way;
    out.initiator = is_initiator(meeting.way, own.role);
    out.session = meeting.session;
    out.grant_token = meeting.grant;
    out.grant = grant;
    out.key = own.key.clone();
    out.name = own.name;
    out.credential = own.credential();
    return out;
}

UserError no_path(const NoPath& why, Role self)
{
    if (why.where.host.empty())
        return {std::string{tr("the other side did not come, and cannot be reached directly")},
                std::string{tr("cordee check and cordee-agent check say what works on each side")}};
    return relay_error(why.error, why.where, why.tries, self);
}

/// Worth another connection: this one broke, or led to a stranger. A refusal by the other side is not, nor is
/// a wrong code that was answered.
bool may_try_again(const HandshakeFailure& failure, bool direct, const OwnSide& own)
{
    if (failure.ending == Ending::connection_lost || failure.ending == Ending::silent)
        return true;
    return direct && failure.ending == Ending::auth && !failure.by_peer &&
           !(own.was_answered && own.was_answered());
}

MeetingError refusal(const HandshakeFailure& failure, Role self)
{
    return {session_error(failure.ending, failure.by_peer, self), failure.ending, failure.by_peer};
}

} // namespace

bool is_initiator(wire::Way way, Role self)
{
    const bool invited = way == wire::Way::code || way == wire::Way::link || way == wire::Way::account;
    return invited == (self == Role::agent);
}

crypto::Grant accept_grant(const Meeting& meeting, crypto::GrantVerifier& verifier)
{
    auto grant = verifier.verify(meeting.grant);
    if (!grant) {
        log::warning("the grant of session {} was refused: {}", to_hex(meeting.session),
                     grant.error().message());
        throw grant_error(grant.error());
    }
    return std::move(*grant);
}

asio::awaitable<Met> meet(const Meeting& meeting, crypto::Grant grant, const OwnSide& own, PathFinder& finder,
                          Random& random)
{
    std::optional<HandshakeFailure> before;
    for (int attempt = 1;; ++attempt) {
        auto path = co_await finder.first();
        if (!path && before)
            throw refusal(*before, own.role);
        if (!path)
            throw MeetingError{no_path(path.error(), own.role), Ending::connection_lost, false};
        const bool direct = path->rank == 0;
        log::info("session {}: connected by {}", to_hex(meeting.session), path->name);
        auto handshake = handshake_of(meeting, grant, own);
        auto established =
            co_await session::shake_hands(std::move(path->connection), std::move(handshake), random);
        if (established)
            co_return Met{std::move(*established), std::move(grant), path->rank, path->datagrams};
        const auto& failure = established.error();
        log::warning("session {}: {}", to_hex(meeting.session), failure.detail);
        if (attempt >= kMaxTries || !may_try_again(failure, direct, own))
            throw refusal(failure, own.role);
        before = failure;
        if (direct)
            finder.avoid_direct();
    }
}

} // namespace cordee::endpoint
