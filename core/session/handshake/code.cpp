#include "core/session/handshake/code.hpp"

#include "core/crypto/equal.hpp"
#include "core/crypto/hash.hpp"
#include "core/crypto/psk.hpp"
#include "core/crypto/spake2.hpp"
#include "core/session/handshake/xx.hpp"
#include "core/session/peer_info.hpp"
#include "core/wire/pake.hpp"

namespace cordee::session::handshake {
namespace {

using crypto::Spake2;
using crypto::Spake2Keys;
using wire::Kind;

/// Errc::bad_signature for a code that is no scalar, which happens to nobody.
Result<Spake2> start_pake(const Exchange& exchange, View context)
{
    const auto& config = exchange.config;
    auto w = crypto::code_scalar(std::get<CodeSecret>(config.credential).digits.view(), config.session);
    if (!w)
        return Errc::bad_signature;
    const auto side = config.initiator ? crypto::Spake2Side::a : crypto::Spake2Side::b;
    auto run = Spake2::start(side, {"rs1-joiner", "rs1-holder", to_bytes(crypto::sha256(context))},
                             std::move(*w), exchange.random);
    if (!run)
        return Errc::bad_signature;
    return run;
}

/// A share that is none gives Errc::bad_signature, as a wrong code does.
Result<Spake2Keys> finish_pake(const Spake2& run, View share)
{
    auto keys = run.finish(share);
    if (!keys)
        return Errc::bad_signature;
    return keys;
}

Result<crypto::Handshake> begin_noise(const Exchange& exchange, View context, const Spake2Keys& keys)
{
    return make_noise(exchange, kXx, context, crypto::code_psk(keys.shared.view(), crypto::sha256(context)));
}

} // namespace

asio::awaitable<Result<Finished>> join_by_code(Exchange exchange)
{
    const auto hello = hello_text();
    const auto context = context_of(exchange.config, as_view(hello));
    const auto run = start_pake(exchange, context);
    if (!run)
        co_return run.error();
    auto pake1 = wire::encode_pake1(context, as_view(hello), run->share());
    if (!pake1)
        co_return pake1.error();
    if (const auto sent = co_await exchange.send(std::move(*pake1)); !sent)
        co_return sent.error();

    const auto answer = co_await exchange.receive();
    if (!answer)
        co_return answer.error();
    const auto share = wire::decode_pake2(*answer);
    if (!share)
        co_return share.error();
    const auto keys = finish_pake(*run, *share);
    if (!keys)
        co_return keys.error();
    auto noise = begin_noise(exchange, context, *keys);
    if (!noise)
        co_return noise.error();
    const auto first = noise->write({});
    if (!first)
        co_return first.error();
    auto pake3 = wire::encode_pake_confirmation(Kind::pake3, keys->own_confirmation, *first);
    if (const auto sent = co_await exchange.send(std::move(pake3)); !sent)
        co_return sent.error();

    const auto confirmed = co_await exchange.receive();
    if (!confirmed)
        co_return confirmed.error();
    const auto pake4 = wire::decode_pake_confirmation(Kind::pake4, *confirmed);
    if (!pake4)
        co_return pake4.error();
    if (!crypto::equal_constant_time(pake4->confirmation, keys->peer_confirmation))
        co_return Errc::bad_signature;
    co_return co_await conclude_initiator(exchange, std::move(*noise), pake4->noise);
}

asio::awaitable<Result<Finished>> hold_code(Exchange exchange)
{
    const auto opening = co_await exchange.receive();
    if (!opening)
        co_return opening.error();
    const auto pake1 = wire::decode_pake1(*opening);
    if (!pake1)
        co_return pake1.error();
    const auto context = agreed_context(exchange.config, pake1->context, pake1->hello);
    if (!context)
        co_return context.error();
    if (!Spake2::is_share(pake1->share)) // it gets no pB, so it is no guess
        co_return Errc::bad_signature;

    // Who hangs up after pB has spent his guess as well (SEC-10).
    if (const auto spent = std::get<CodeSecret>(exchange.config.credential).guesses->spend(); !spent)
        co_return spent.error();
    const auto run = start_pake(exchange, *context);
    if (!run)
        co_return run.error();
    const auto keys = finish_pake(*run, pake1->share);
    if (!keys)
        co_return keys.error();
    if (const auto sent = co_await exchange.send(wire::encode_pake2(run->share())); !sent)
        co_return sent.error();

    const auto answer = co_await exchange.receive();
    if (!answer)
        co_return answer.error();
    const auto pake3 = wire::decode_pake_confirmation(Kind::pake3, *answer);
    if (!pake3)
        co_return pake3.error();
    if (!crypto::equal_constant_time(pake3->confirmation, keys->peer_confirmation))
        co_return Errc::bad_signature;
    auto noise = begin_noise(exchange, *context, *keys);
    if (!noise)
        co_return noise.error();
    if (const auto first = read_empty(*noise, pake3->noise); !first)
        co_return first.error();
    const auto second = write_info(*noise, exchange.config);
    if (!second)
        co_return second.error();
    auto pake4 = wire::encode_pake_confirmation(Kind::pake4, keys->own_confirmation, *second);
    if (const auto sent = co_await exchange.send(std::move(pake4)); !sent)
        co_return sent.error();
    co_return co_await conclude_responder(exchange, std::move(*noise));
}

} // namespace cordee::session::handshake
