#include "core/session/handshake/handshake.hpp"

#include "core/base/deadline.hpp"
#include "core/session/handshake/code.hpp"
#include "core/session/handshake/known_device.hpp"
#include "core/session/handshake/xx.hpp"

namespace cordee::session {
namespace {

using namespace handshake;
using transport::Connection;
using wire::Way;

constexpr std::chrono::milliseconds kCodeDeadline{15'000};
constexpr std::chrono::milliseconds kOtherDeadline{10'000};
constexpr std::chrono::milliseconds kAbortDeadline{500};

std::chrono::milliseconds deadline_of(const HandshakeConfig& config)
{
    if (config.deadline.count() != 0)
        return config.deadline;
    return config.way == Way::code ? kCodeDeadline : kOtherDeadline;
}

/// The credential is that of the way and of this side: a mistake in it must not become another way in
/// (SEC-1).
bool fits_the_way(const HandshakeConfig& config)
{
    const auto& credential = config.credential;
    switch (config.way) {
    case Way::code: {
        const auto* code = std::get_if<CodeSecret>(&credential);
        return code != nullptr && (config.initiator || code->guesses != nullptr);
    }
    case Way::link:
        return std::holds_alternative<LinkSecret>(credential);
    case Way::known_device: {
        const auto* lookup = std::get_if<PairingLookup>(&credential);
        return config.initiator ? std::holds_alternative<Pairing>(credential)
                                : lookup != nullptr && *lookup != nullptr;
    }
    case Way::introduced:
        return std::holds_alternative<IntroSecret>(credential);
    case Way::account:
        return std::holds_alternative<AccountOnly>(credential);
    }
    return false;
}

/// The run of this side in this way.
asio::awaitable<Result<Finished>> side_of(Exchange exchange)
{
    const bool initiator = exchange.config.initiator;
    if (exchange.config.way == Way::code)
        return initiator ? join_by_code(exchange) : hold_code(exchange);
    if (exchange.config.way == Way::known_device)
        return initiator ? reach_known_device(exchange) : answer_known_device(exchange);
    return initiator ? initiate_xx(exchange) : respond_xx(exchange);
}

Established establish(std::unique_ptr<Connection> connection, const HandshakeConfig& config,
                      Finished finished)
{
    const auto peer_key = *finished.noise.remote_static();
    const auto keys = std::move(finished.noise).finish();
    return {std::move(connection), crypto::KeySchedule{keys}, keys.hash, config.session,      config.way,
            config.initiator,      std::move(finished.peer),  peer_key,  finished.unconfirmed};
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
        return {Ending::identity, false, "a key is not the grant's, or not the one that was announced"};
    case Errc::not_found:
        return {Ending::auth, false, "the device is not on the list"};
    case Errc::exhausted:
        return {Ending::limit, false, "no guess is left for this code"};
    case Errc::internal:
        return {Ending::auth, false, "there is no secret for this way in"};
    default:
        return {Ending::auth, false, "the handshake failed"};
    }
}

/// The same answer whatever went wrong (SEC-43); it is a hint and may be lost. The deadline ended every send.
asio::awaitable<void> refuse(Connection& connection)
{
    auto send = [](Connection& to, Bytes record) -> asio::awaitable<Result<void>> {
        co_return co_await to.send(record);
    };
    (void)co_await with_deadline(kAbortDeadline, send(connection, wire::encode_abort(wire::AbortCode::auth)));
    connection.close();
}

} // namespace

asio::awaitable<HandshakeResult> shake_hands(std::unique_ptr<Connection> connection, HandshakeConfig config,
                                             Random& random)
{
    Result<Finished> finished = Errc::internal;
    if (fits_the_way(config)) {
        const Exchange exchange{*connection, config, random};
        finished = co_await with_deadline(deadline_of(config), side_of(exchange));
    }
    Result<void> result{};
    if (!finished)
        result = finished.error();
    else
        result = check_grant(config, finished->noise.remote_static());
    if (!result) {
        co_await refuse(*connection);
        co_return failure_of(static_cast<Errc>(result.error().value()));
    }
    co_return establish(std::move(connection), config, std::move(*finished));
}

} // namespace cordee::session
