// Initiator and responder of one handshake of any way, over a pipe whose relay may tamper.
#pragma once

#include "core/session/handshake/handshake.hpp"
#include "tests/support/hostile_pipe.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cordee::session::test {

namespace asio = boost::asio;
using cordee::test::Tamper;
using wire::Way;

inline const std::vector<Way> kWays{Way::code, Way::link, Way::known_device, Way::introduced, Way::account};

struct CountedGuesses : GuessLimit {
    Result<void> spend() override
    {
        if (spent >= limit)
            return Errc::exhausted;
        ++spent;
        if (before_answer)
            before_answer();
        return {};
    }
    int limit = 3;
    int spent = 0;
    std::function<void()> before_answer;
};

/// What happened in one meeting.
struct Outcome {
    std::optional<HandshakeResult> initiator;
    std::optional<HandshakeResult> responder;
    std::vector<Bytes> to_responder; ///< the records as they were sent, ABORT included
    std::vector<Bytes> to_initiator;

    [[nodiscard]] bool both_established() const
    {
        return initiator && responder && initiator->has_value() && responder->has_value();
    }
    [[nodiscard]] bool none_established() const
    {
        return initiator && responder && !initiator->has_value() && !responder->has_value();
    }
};

struct MeetingSides {
    MeetingSides()
    {
        crypto::Part helper;
        helper.role = "operator";
        helper.name = "Olga";
        helper.key = operator_key.public_key;
        crypto::Part client;
        client.role = "agent";
        client.key = agent_key.public_key;
        grant.jti = "g1";
        grant.seq = 4;
        grant.sid = {1, 2, 3};
        grant.iat = grant.nbf = clock.now();
        grant.exp = clock.now() + std::chrono::minutes{15};
        grant.ways = {"code", "link", "device", "introduced", "account"};
        grant.parts = {helper, client};
    }

    /// The operator initiates towards a device and when introduced; else the agent does.
    static Role initiator_of(Way way)
    {
        return way == Way::known_device || way == Way::introduced ? Role::operator_ : Role::agent;
    }
    static Role other(Role role) { return role == Role::agent ? Role::operator_ : Role::agent; }
    const crypto::X25519KeyPair& key_of(Role role) const
    {
        return role == Role::agent ? agent_key : operator_key;
    }

    Credential credential(Way way, bool initiator)
    {
        const auto& peer_key = key_of(initiator ? other(initiator_of(way)) : initiator_of(way)).public_key;
        switch (way) {
        case Way::code:
            return CodeSecret{Secret<8>::from(as_view("77302912")).value(), initiator ? nullptr : &guesses};
        case Way::link:
            return LinkSecret{Secret<16>{{7}}};
        case Way::known_device:
            if (initiator)
                return Pairing{pairing.clone(), peer_key};
            return PairingLookup{[this, peer_key](const ByteArray<32>& key) -> std::optional<Secret<32>> {
                ++look_ups;
                if (key != peer_key)
                    return std::nullopt;
                return pairing.clone();
            }};
        case Way::introduced:
            return IntroSecret{Secret<32>{{9}}, peer_key};
        case Way::account:
            break;
        }
        return AccountOnly{};
    }

    HandshakeConfig config(Way way, bool initiator)
    {
        HandshakeConfig out;
        out.self = initiator ? initiator_of(way) : other(initiator_of(way));
        out.peer = other(out.self);
        out.way = way;
        out.initiator = initiator;
        out.session = grant.sid;
        out.grant = grant;
        out.grant_token = "the token of " + grant.jti;
        out.key = key_of(out.self).clone();
        out.name = out.self == Role::agent ? "reception" : "Olga's desk";
        out.capabilities = {"datagram"};
        out.credential = credential(way, initiator);
        out.deadline = std::chrono::seconds{10};
        return out;
    }

    /// Both run to their ends.
    Outcome meet(HandshakeConfig initiator, HandshakeConfig responder, Tamper forth = cordee::test::honest(),
                 Tamper back = cordee::test::honest())
    {
        Outcome out;
        const auto spy = [](std::vector<Bytes>& log, Tamper then) {
            return [&log, then = std::move(then)](std::size_t number, const Bytes& record) {
                log.push_back(record);
                return then(number, record);
            };
        };
        auto pipe =
            cordee::test::make_hostile_pipe(context.get_executor(), spy(out.to_responder, std::move(forth)),
                                            spy(out.to_initiator, std::move(back)));
        start(std::move(pipe.first), std::move(initiator), out.initiator);
        start(std::move(pipe.second), std::move(responder), out.responder);
        run([&] { return out.initiator && out.responder; });
        return out;
    }
    Outcome meet(Way way, Tamper forth = cordee::test::honest(), Tamper back = cordee::test::honest())
    {
        return meet(config(way, true), config(way, false), std::move(forth), std::move(back));
    }

    void start(std::unique_ptr<transport::Connection> connection, HandshakeConfig with,
               std::optional<HandshakeResult>& result)
    {
        asio::co_spawn(
            context,
            [](MeetingSides& self, std::unique_ptr<transport::Connection> over, HandshakeConfig config,
               std::optional<HandshakeResult>& to) -> asio::awaitable<void> {
                to.emplace(co_await shake_hands(std::move(over), std::move(config), self.random));
            }(*this, std::move(connection), std::move(with), result),
            asio::detached);
    }
    template <class Until>
    bool run(Until until)
    {
        return run_until(context, until);
    }

    asio::io_context context{1}; ///< first, as everything else lives on it
    ManualClock clock;
    SeededRandom random;
    crypto::X25519KeyPair operator_key = crypto::make_x25519_key_pair(random);
    crypto::X25519KeyPair agent_key = crypto::make_x25519_key_pair(random);
    Secret<32> pairing{{5}};
    crypto::Grant grant;
    CountedGuesses guesses;
    int look_ups = 0;
};

} // namespace cordee::session::test
