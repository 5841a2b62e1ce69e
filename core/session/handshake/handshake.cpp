#include "core/session/link_handshake.hpp"

#include "core/base/deadline.hpp"
#include "core/crypto/equal.hpp"
#include "core/crypto/hash.hpp"
#include "core/crypto/key_schedule.hpp"
#include "core/crypto/noise/handshake.hpp"
#include "core/crypto/psk.hpp"
#include "core/session/peer_info.hpp"
#include "core/session/rights.hpp"

namespace cordee::session {
namespace {

namespace asio = boost::asio;
using crypto::Handshake;
using transport::Connection;
using wire::Kind;

constexpr const char* kNoiseName = "Noise_XXpsk0_25519_AESGCM_SHA256";

const char* role_name(Role role)
{
    return role == Role::operator_ ? "operator" : "agent";
}
Role other(Role role)
{
    return role == Role::operator_ ? Role::agent : Role::operator_;
}

/// CTX from what this side knows, and the hello that both sides use.
ByteArray<wire::kContextSize> context_of(const LinkHandshake& config, View hello)
{
    wire::Context context;
    context.way = wire::Way::link;
    context.initiator = Role::agent;
    context.session = config.session;
    context.grant_hash = crypto::sha256(as_view(config.grant_token));
    context.hello_hash = crypto::sha256(hello);
    return wire::encode_context(context);
}

Result<Handshake> make_noise(const LinkHandshake& config, View context, Random& random)
{
    crypto::HandshakeConfig noise;
    noise.name = kNoiseName;
    noise.initiator = config.self == Role::agent;
    noise.prologue = to_bytes(context);
    noise.s = config.key.clone();
    noise.psks.push_back(crypto::link_psk(config.link_secret.view(), crypto::sha256(context)));
    return Handshake::create(std::move(noise), random);
}

/// What one side brought to the end of its run.
struct Finished {
    Handshake noise;
    Peer peer;
};

/// The agent's run: HS1 ->, <- HS2, HS3 ->.
asio::awaitable<Result<Finished>> initiate(Connection& connection, const LinkHandshake& config,
                                           Random& random)
{
    const auto hello = hello_text();
    const auto context = context_of(config, as_view(hello));
    auto noise = make_noise(config, context, random);
    if (!noise)
        co_return noise.error();
    const auto first = noise->write({});
    if (!first)
        co_return first.error();
    const auto hs1 = wire::encode_hs1(context, as_view(hello), *first);
    if (!hs1)
        co_return hs1.error();
    if (const auto sent = co_await connection.send(*hs1); !sent)
        co_return sent.error();

    const auto answer = co_await connection.receive();
    if (!answer)
        co_return answer.error();
    if (wire::decode_abort(*answer))
        co_return Errc::refused;
    const auto second = wire::decode_handshake(Kind::hs2, *answer);
    if (!second)
        co_return second.error();
    const auto payload = noise->read(*second);
    if (!payload)
        co_return payload.error();
    auto peer = read_peer_info(as_text(*payload));
    if (!peer)
        co_return peer.error();

    const auto third = noise->write(as_view(peer_info_text(config.name)));
    if (!third)
        co_return third.error();
    if (const auto sent = co_await connection.send(wire::encode_handshake(Kind::hs3, *third)); !sent)
        co_return sent.error();
    co_return Finished{std::move(*noise), std::move(*peer)};
}

/// The operator's run: -> HS1, HS2 ->, -> HS3.
asio::awaitable<Result<Finished>> respond(Connection& connection, const LinkHandshake& config, Random& random)
{
    const auto opening = co_await connection.receive();
    if (!opening)
        co_return opening.error();
    const auto hs1 = wire::decode_hs1(*opening);
    if (!hs1)
        co_return hs1.error();
    if (const auto fits = check_hello(as_text(hs1->hello)); !fits)
        co_return fits.error();
    // Our own CTX is used; the copy that came only says early that the sides differ.
    const auto context = context_of(config, hs1->hello);
    if (!crypto::equal_constant_time(context, hs1->context))
        co_return Errc::unexpected;
    auto noise = make_noise(config, context, random);
    if (!noise)
        co_return noise.error();
    if (const auto first = noise->read(hs1->noise); !first)
        co_return first.error();

    const auto second = noise->write(as_view(peer_info_text(config.name)));
    if (!second)
        co_return second.error();
    if (const auto sent = co_await connection.send(wire::encode_handshake(Kind::hs2, *second)); !sent)
        co_return sent.error();

    const auto answer = co_await connection.receive();
    if (!answer)
        co_return answer.error();
    if (wire::decode_abort(*answer))
        co_return Errc::refused;
    const auto third = wire::decode_handshake(Kind::hs3, *answer);
    if (!third)
        co_return third.error();
    const auto payload = noise->read(*third);
    if (!payload)
        co_return payload.error();
    auto peer = read_peer_info(as_text(*payload));
    if (!peer)
        co_return peer.error();
    co_return Finished{std::move(*noise), std::move(*peer)};
}

/// SEC-6: the grant lists both sides with the keys that were used, and this way in.
Result<void> check_grant(const LinkHandshake& config, const Handshake& noise)
{
    const auto& grant = config.grant;
    const auto* own = find_part(grant, role_name(config.self));
    const auto* peer = find_part(grant, role_name(other(config.self)));
    const auto remote = noise.remote_static();
    const bool way = std::find(grant.ways.begin(), grant.ways.end(), "link") != grant.ways.end();
    if (!may_begin(grant) || grant.sid != config.session || !way || own == nullptr || peer == nullptr ||
        !remote)
        return Errc::not_permitted;
    if (own->key != config.key.public_key || peer->key != *remote)
        return Errc::bad_key;
    return {};
}

Established establish(std::unique_ptr<Connection> connection, const LinkHandshake& config, Finished finished)
{
    const auto peer_key = *finished.noise.remote_static();
    const auto keys = std::move(finished.noise).finish();
    return {std::move(connection),      crypto::KeySchedule{keys}, keys.hash, config.session, wire::Way::link,
            config.self == Role::agent, std::move(finished.peer),  peer_key};
}

HandshakeFailure failure_of(Errc error)
{
    switch (error) {
    case Errc::refused:
        return {Ending::auth, true, "the other side refused"};
    case Errc::timed_out:
        return {Ending::silent, false, "the other side did not answer in time"};
    case Errc::closed:
    case Errc::io_error:
        return {Ending::connection_lost, false, "the connection broke during the handshake"};
    case Errc::unsupported:
        return {Ending::version, false, "no common version"};
    case Errc::not_permitted:
        return {Ending::grant, false, "the grant does not list this meeting"};
    case Errc::bad_key:
        return {Ending::identity, false, "a key is not the grant's"};
    default:
        return {Ending::auth, false, "the handshake failed"};
    }
}

} // namespace

asio::awaitable<HandshakeResult> shake_hands(std::unique_ptr<Connection> connection, LinkHandshake handshake,
                                             Random& random)
{
    auto run = handshake.self == Role::agent ? initiate(*connection, handshake, random)
                                             : respond(*connection, handshake, random);
    auto finished = co_await with_deadline(handshake.deadline, std::move(run));
    Result<void> result{};
    if (!finished)
        result = finished.error();
    else
        result = check_grant(handshake, finished->noise);
    if (!result) {
        // The same answer whatever went wrong (SEC-43); it is a hint and may be lost. The deadline ended
        // every send.
        const auto abort = wire::encode_abort(wire::AbortCode::auth);
        auto send = [](Connection& to, View record) -> asio::awaitable<Result<void>> {
            co_return co_await to.send(record);
        };
        (void)co_await with_deadline(std::chrono::milliseconds{500}, send(*connection, abort));
        connection->close();
        co_return failure_of(static_cast<Errc>(result.error().value()));
    }
    co_return establish(std::move(connection), handshake, std::move(*finished));
}

} // namespace cordee::session
