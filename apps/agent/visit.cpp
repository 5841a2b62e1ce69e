#include "apps/agent/visit.hpp"

#include "apps/agent/pairing.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/login_watch.hpp"
#include "core/endpoint/notice.hpp"
#include "core/endpoint/session_terminal.hpp"

namespace cordee::agent {
namespace {

namespace asio = boost::asio;

/// A restriction by address can only be kept where the address is seen: on a direct path.
endpoint::PathLimits limits_of(const Serve& serve)
{
    if (!serve.rules.access().wants_address())
        return {};
    return {[&rules = serve.rules](const asio::ip::address& address) {
                return rules.access().from(address) == endpoint::Access::allowed;
            },
            false};
}

/// Whoever sits there may type commands.
class AtTerminal final : public endpoint::Company {
public:
    AtTerminal(const asio::any_io_executor& strand, endpoint::Terminal& terminal)
        : terminal_{strand, terminal}
    {}
    asio::awaitable<void> join() { co_await terminal_.join(); }

private:
    void came(session::Session& session, endpoint::SessionModules& modules, const std::string&) override
    {
        terminal_.came(session, modules);
    }
    void left(session::Session& session) override { terminal_.left(session); }

    endpoint::SessionTerminal terminal_;
};

} // namespace

Visit::Visit(Serve& serve, const asio::any_io_executor& strand)
    : strand_{strand}, serve_{serve}, http_{serve.context.connect(serve.enrolment.broker,
                                                                  serve.enrolment.pin)},
      broker_{*http_, transport::to_string(serve.enrolment.broker), serve.enrolment.access},
      verifier_{serve.enrolment.grant_keys, serve.context.clock},
      session_{strand, serve.around, broker_, verifier_, limits_of(serve)}, probes_{broker_,
                                                                                    serve.around.connection}
{}

asio::awaitable<Came> Visit::come()
{
    const auto candidates = session_.candidates();
    const auto ways = serve_.rules.access().ways();
    if (ways.empty()) {
        co_await serve_.rules.changed();
        co_return Came::rules_changed;
    }
    auto came = co_await endpoint::while_measuring(probes_, wait(ways, candidates));
    const auto now = serve_.rules.now(came->meeting.way);
    if (now != endpoint::Access::allowed || !serve_.failures.open()) {
        const auto why = now != endpoint::Access::allowed ? endpoint::to_text(now) : "too many failures";
        log::warning("{} came and was not let in: {}", printable(came->operator_name), why);
        co_return Came::refused;
    }
    broker_.use_token(came->meeting.access);
    co_await meet(std::move(came->meeting));
    co_return Came::met;
}

asio::awaitable<std::optional<endpoint::DeviceMeeting>> Visit::wait(std::vector<wire::Way> ways,
                                                                    endpoint::Candidates candidates)
{
    std::optional<endpoint::DeviceMeeting> came;
    while (!came)
        came = co_await broker_.wait_for_operator(serve_.enrolment.device, ways, candidates);
    co_return came;
}

asio::awaitable<void> Visit::live()
{
    const auto who = caller();
    if (!who)
        co_return; // removed this very moment
    const bool by_account = !who->permissions;
    announce(by_account ? trf("{}, {}, calls; not verified yet", who->name, who->organisation)
                        : trf("{}, {}, is connected to this computer", who->name, who->organisation));
    endpoint::ConsentPrompt consent{serve_.context.terminal, who->permissions};
    endpoint::LoginWatch login;
    endpoint::PairingPrompt pairing{pairing_with(serve_.context, session_.met(), serve_.keys.exchange)};
    endpoint::Guest guest{serve_.rules, session_.met().established.way};
    endpoint::SessionRun::Options options{serve_.rules.device(), &consent, &login};
    options.rules = [&guest] { return guest.news(); };
    options.end_at_hangup = serve_.end_at_hangup;
    AtTerminal at_terminal{strand_, serve_.context.terminal};
    options.company = &at_terminal;
    if (by_account) // whoever was paired is so already
        options.pairing = &pairing;
    std::optional<UserError> ended;
    try {
        co_await session_.live(std::move(options), std::nullopt);
    } catch (const UserError& error) {
        ended = error;
    }
    co_await at_terminal.join();
    announce(trf("{} is no longer connected", who->name));
    if (!ended)
        co_return;
    serve_.context.terminal.say(ended->what());
    serve_.context.terminal.say(ended->hint());
}

asio::awaitable<void> Visit::meet(endpoint::Meeting meeting)
{
    endpoint::OwnSide own;
    own.role = session::Role::agent;
    own.key = serve_.keys.exchange.clone();
    own.name = serve_.enrolment.name;
    own.credential = [this, way = meeting.way] { return credential(way); };
    std::optional<UserError> failed;
    try {
        co_await session_.meet(std::move(meeting), std::move(own));
    } catch (const UserError& error) {
        failed = error;
    }
    if (!failed)
        co_return;
    if (came_) // a network that broke is nobody's failure
        serve_.failures.failed(*came_);
    throw UserError{*failed};
}

session::Credential Visit::credential(wire::Way way)
{
    if (way == wire::Way::account)
        return session::AccountOnly{};
    return session::PairingLookup{[this](const ByteArray<32>& key) { return look_up(key); }};
}

/// SEC-30: only this computer's own list counts, whatever the broker says.
std::optional<Secret<32>> Visit::look_up(const ByteArray<32>& key)
{
    came_ = key;
    if (!serve_.failures.open(key))
        return std::nullopt;
    auto pairing = serve_.operators.find(key);
    if (!pairing)
        return std::nullopt;
    return std::move(pairing->psk);
}

std::optional<Visit::Caller> Visit::caller() const
{
    const auto& met = session_.met();
    if (met.established.way == wire::Way::account) {
        const auto* part = session::find_part(met.grant, "operator");
        return Caller{printable(part->name), printable(part->org), std::nullopt};
    }
    const auto pairing = serve_.operators.find(met.established.peer_key);
    if (!pairing)
        return std::nullopt;
    return Caller{pairing->name, pairing->organisation, pairing->permissions};
}

/// What everybody at the computer should know: on the terminal or in the journal, in the log, and on the
/// desktop.
void Visit::announce(const std::string& text)
{
    serve_.context.terminal.say(text);
    log::info("{}", text);
    endpoint::show_notice(text);
}

} // namespace cordee::agent
