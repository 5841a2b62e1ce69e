// Operator and agent of one session over a pipe in memory, with fakes for everything around them.
#pragma once

#include "core/base/signal.hpp"
#include "core/crypto/grant_verifier.hpp"
#include "core/session/handshake/handshake.hpp"
#include "core/session/session.hpp"
#include "core/transport/pipe.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/run_awaitable.hpp"
#include "tests/support/run_until.hpp"
#include "tests/support/seeded_random.hpp"

#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cordee::session::test {

namespace asio = boost::asio;
using Log = std::vector<std::string>;

inline std::string brief(View bytes)
{
    return bytes.size() <= 40 ? std::string{as_text(bytes)} : fmt::format("({} bytes)", bytes.size());
}

struct FakeModule : Module {
    FakeModule(Log& to, ModulePort& through, FakeModule*& known) : log{to}, port{through}, known_as{known}
    {
        known = this;
    }
    ~FakeModule() override
    {
        log.emplace_back("destroyed");
        if (known_as == this)
            known_as = nullptr;
    }
    bool received(std::uint16_t channel, View message) override
    {
        log.push_back(fmt::format("{}: {}", channel, brief(message)));
        return true;
    }
    void writable() override { log.emplace_back("writable"); }
    void peer_restarted() override { log.emplace_back("peer restarted"); }
    void permissions_changed(const Permissions& now) override
    {
        log.push_back(fmt::format("permissions {}", fmt::join(now, ",")));
    }
    void rate_changed(std::uint64_t) override {}
    asio::awaitable<void> stop() override
    {
        log.emplace_back("stopped");
        co_return;
    }
    Log& log;
    ModulePort& port;
    FakeModule*& known_as;
};

struct FakeProvider : ModuleProvider {
    explicit FakeProvider(Log& to) : log{to} {}
    asio::awaitable<Result<ModuleInfo>> prepare(const ModuleRequest& request) override
    {
        log.push_back("prepare " + request.id);
        if (prepare_error)
            co_return *prepare_error;
        co_return ModuleInfo{request.id, version, publisher, {"view", "input"}, channels};
    }
    asio::awaitable<Result<std::unique_ptr<Module>>> start(const ModuleRequest& request,
                                                           ModulePort& port) override
    {
        log.push_back(fmt::format("start {} {} for {}", request.id, fmt::join(request.permissions, ","),
                                  request.peer_name));
        if (start_error)
            co_return *start_error;
        if (starting != nullptr)
            co_await starting->wait();
        co_return std::make_unique<FakeModule>(log, port, module);
    }
    Log& log;
    Version version{0, 1, 0};
    std::string publisher = "ours";
    std::vector<ChannelSpec> channels{PriorityClass::screen, PriorityClass::input};
    std::optional<Errc> prepare_error;
    std::optional<Errc> start_error;
    Signal* starting = nullptr; ///< a start takes until then
    FakeModule* module = nullptr;
};

struct FakeConsent : Consent {
    explicit FakeConsent(Log& to) : log{to} {}
    asio::awaitable<Permissions> ask(const ConsentRequest& request) override
    {
        log.push_back(fmt::format("asked by {} of {} for {} {}", request.operator_name, request.organisation,
                                  request.module, fmt::join(request.permissions, ",")));
        if (never != nullptr)
            co_await never->wait();
        co_return says;
    }
    Log& log;
    Signal* never = nullptr; ///< the person does not answer
    Permissions says{"view", "input"};
};

struct FakeEvents : Events {
    explicit FakeEvents(Log& to) : log{to} {}
    void module_started(const std::string& id, const Permissions& permissions) override
    {
        log.push_back(fmt::format("started {} {}", id, fmt::join(permissions, ",")));
    }
    void module_ended(const std::string& id, Ending ending, bool by_peer, const std::string& why) override
    {
        log.push_back(
            fmt::format("ended {} {}{}{}", id, static_cast<int>(ending), by_peer ? " by peer" : "", why));
    }
    void safety_digits(const std::string& six) override { digits = six; }
    void digits_equal_there() override { log.push_back("equal there"); }
    Log& log;
    void introduced(Introduce who) override { log.push_back("introduced " + who.name); }
    void focus(bool held) override
    {
        focused = held;
        asked_for_focus = held;
    }
    std::string digits;
    bool focused = true;
    bool asked_for_focus = false;
};

/// One side: what it knows, its fakes, what happened there in order, and how it ended.
struct SideOf {
    SideOf(Role role, const crypto::TrustStore& trusted, const Clock& clock)
        : self{role}, verifier{trusted, clock}
    {}

    Role self;
    HandshakeConfig handshake;
    DevicePolicy policy;
    crypto::GrantVerifier verifier;
    Log log;
    FakeProvider provider{log};
    FakeConsent consent{log};
    FakeEvents events{log};
    Timing timing;
    PathSource* paths = nullptr;
    LoginState* login = nullptr;
    DatagramPort* datagrams = nullptr;
    std::optional<RelayedDatagrams> relayed;
    PairDesk* pairing = nullptr;
    std::optional<HandshakeFailure> failure;
    std::unique_ptr<Session> session;
    std::optional<Ended> ended;
};

struct TwoSides {
    TwoSides()
    {
        crypto::Part helper;
        helper.role = "operator";
        helper.name = "Olga";
        helper.org = "Helpers";
        helper.key = operator_key.public_key;
        helper.perms = {"view", "input"};
        helper.mods = {{"remote-control", {0, 1, 0}, "ours"}};
        crypto::Part client;
        client.role = "agent";
        client.key = agent_key.public_key;
        grant.jti = "g1";
        grant.seq = 1;
        grant.sid = {1, 2, 3};
        grant.iat = grant.nbf = clock.now();
        grant.exp = clock.now() + std::chrono::minutes{15};
        grant.ways = {"link"};
        grant.parts = {helper, client};
        set_grant();
        for (auto* side : {&helping, &agent}) {
            side->handshake.self = side->self;
            side->handshake.peer = side->self == Role::agent ? Role::operator_ : Role::agent;
            side->handshake.initiator = side->self == Role::agent;
            side->handshake.session = grant.sid;
            side->handshake.credential = LinkSecret{Secret<16>{secret}};
            side->handshake.deadline = std::chrono::milliseconds{500};
            side->timing.watch = std::chrono::milliseconds{5};
            side->timing.farewell = std::chrono::milliseconds{300};
        }
        helping.handshake.key = operator_key.clone();
        helping.handshake.name = "Olga's desk";
        agent.handshake.key = agent_key.clone();
        agent.handshake.name = "reception";
    }

    std::string sign(const crypto::Grant& which) { return crypto::sign_grant(which, broker_key, "broker"); }

    void set_grant()
    {
        const auto token = sign(grant);
        for (auto* side : {&helping, &agent}) {
            side->handshake.grant = grant;
            side->handshake.grant_token = token;
        }
    }

    /// A session must have ended before it is destroyed, and before anything that it uses is.
    ~TwoSides() { finish(); }
    void finish()
    {
        for (auto* side : {&helping, &agent})
            if (side->session)
                side->session->end();
        run([&] { return meetings == 0; });
    }
    TwoSides(const TwoSides&) = delete;
    TwoSides& operator=(const TwoSides&) = delete;

    asio::awaitable<void> meet(SideOf& side, std::unique_ptr<transport::Connection> connection)
    {
        struct Count {
            int& meetings;
            explicit Count(int& all) : meetings{all} { ++meetings; }
            ~Count() { --meetings; }
        } count{meetings};
        auto established = co_await shake_hands(std::move(connection), std::move(side.handshake), random);
        if (!established) {
            side.failure = established.error();
            co_return;
        }
        side.session = std::make_unique<Session>(
            context.get_executor(), std::move(*established),
            SessionConfig{side.self, grant, side.policy, side.provider,
                          side.self == Role::agent ? &side.consent : nullptr, side.events, side.verifier,
                          clock, random, side.paths, 1, side.relayed, side.datagrams, side.login, side.timing,
                          side.pairing});
        side.ended = co_await side.session->run();
    }

    /// Both sides run until until() says so or 10 s have passed.
    template <class Until>
    bool run(transport::Pipe pipe, Until until)
    {
        asio::co_spawn(context, meet(helping, std::move(pipe.first)), asio::detached);
        asio::co_spawn(context, meet(agent, std::move(pipe.second)), asio::detached);
        return run(until);
    }
    template <class Until>
    bool run(Until until)
    {
        return run_until(context, until);
    }
    bool run_up()
    {
        return run(transport::make_pipe(context.get_executor()), [&] { return up(); });
    }
    [[nodiscard]] bool up() const { return helping.session && agent.session; }
    [[nodiscard]] bool over() const
    {
        return (helping.ended || helping.failure) && (agent.ended || agent.failure);
    }

    /// The operator offers remote control; the result when it has come.
    std::optional<Result<void>>& offer(Permissions permissions = {"view", "input"},
                                       std::string module = "remote-control")
    {
        offered.reset();
        asio::co_spawn(context, helping.session->offer(std::move(module), std::move(permissions)),
                       [this](const std::exception_ptr&, Result<void> result) { offered = result; });
        return offered;
    }
    bool offer_accepted()
    {
        offer();
        return run([&] { return offered.has_value(); }) && offered->has_value();
    }

    asio::io_context context{1}; ///< first, as everything else lives on it
    int meetings = 0;            ///< that have not ended
    ManualClock clock;
    SeededRandom random;
    crypto::SigningKey broker_key = crypto::make_signing_key(random);
    crypto::X25519KeyPair operator_key = crypto::make_x25519_key_pair(random);
    crypto::X25519KeyPair agent_key = crypto::make_x25519_key_pair(random);
    ByteArray<16> secret{7};
    crypto::Grant grant;
    crypto::TrustStore trusted{{"broker", broker_key.public_key}};
    /// Trusted by the operator's side only, as a program that was tampered with.
    crypto::SigningKey forger_key = crypto::make_signing_key(random);
    SideOf helping{
        Role::operator_, {{"broker", broker_key.public_key}, {"forger", forger_key.public_key}}, clock};
    SideOf agent{Role::agent, trusted, clock};
    std::optional<Result<void>> offered;
};

inline bool contains(const Log& log, const std::string& line)
{
    return std::find(log.begin(), log.end(), line) != log.end();
}

} // namespace cordee::session::test
