// colleague: comes to the operator who invites, is introduced to the client, and works there beside them.
#include "apps/cordee/command.hpp"
#include "apps/cordee/control.hpp"
#include "apps/cordee/quiet_terminal.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/printable.hpp"
#include "core/base/race.hpp"
#include "core/base/task_group.hpp"
#include "core/endpoint/company.hpp"
#include "core/endpoint/endpoint_settings.hpp"
#include "core/endpoint/introduction.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/shared_terminal.hpp"
#include "core/endpoint/stop_signal.hpp"
#include "core/endpoint/way_in.hpp"

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
using session::Role;

/// The person there is asked first, who may take a while.
constexpr std::chrono::minutes kPatience{3};

/// What the inviter says.
class Introducer final : public endpoint::Company {
public:
    explicit Introducer(const asio::any_io_executor& strand) : changed_{strand} {}

    void came(session::Session& session, endpoint::SessionModules&, const std::string&) override
    {
        session_ = &session;
    }
    void left(session::Session&) override
    {
        session_ = nullptr;
        gone_ = true;
        changed_.notify();
    }
    void introduced(session::Session& by, session::Introduce introduction) override
    {
        if (said_)
            return;
        verified_ = by.verified();
        said_ = std::move(introduction);
        changed_.notify();
    }

    /// Empty when they left without a word.
    asio::awaitable<std::optional<session::Introduce>> said()
    {
        while (!said_ && !gone_)
            co_await changed_.wait();
        co_return said_;
    }
    [[nodiscard]] bool verified() const { return verified_; }
    /// They did what they were needed for.
    void end()
    {
        if (session_ != nullptr)
            session_->end();
    }

private:
    Signal changed_;
    session::Session* session_ = nullptr;
    std::optional<session::Introduce> said_;
    bool verified_ = false;
    bool gone_ = false;
};

asio::awaitable<bool> until_stopped()
{
    co_await endpoint::stop_signal();
    co_return false;
}

/// One colleague's way, from the inviter to the client.
class Coming {
public:
    Coming(Control& control, endpoint::WayIn way, asio::any_io_executor strand)
        : control_{control}, way_{std::move(way)}, strand_{std::move(strand)},
          key_{crypto::make_x25519_key_pair(control.context.random)}, around_{quiet_,
                                                                              control.around.clock,
                                                                              control.around.random,
                                                                              control.around.packages,
                                                                              control.around.plugin_host,
                                                                              control.around.connection},
          by_access_{control.context, control.account.broker, control.account.pin},
          by_login_{control.context, control.account}, introducer_{strand_}, beside_{strand_}
    {}

    asio::awaitable<void> run()
    {
        co_await refresh_keys(control_, *by_login_);
        co_await by_login_->show_key(key_.public_key);
        verifier_.emplace(control_.account.grant_keys, control_.context.clock);
        first_.emplace(strand_, around_, *by_access_, *verifier_);
        const bool met = co_await race(meet_inviter(), until_stopped());
        if (!met) {
            control_.context.terminal.say(tr("stopped"));
            co_return;
        }
        beside_.spawn(hear_inviter());
        std::optional<UserError> failed;
        try {
            co_await work();
        } catch (const UserError& error) {
            failed = error;
        }
        introducer_.end();
        co_await beside_.join();
        if (failed)
            throw UserError{*failed};
    }

private:
    /// Without any module: nothing of this computer is shown to the one who invites.
    asio::awaitable<bool> meet_inviter()
    {
        auto candidates = first_->candidates();
        auto meeting = co_await endpoint::meeting_of(way_, *by_access_, key_.public_key,
                                                     control_.account.name, std::move(candidates));
        endpoint::OwnSide own;
        own.role = Role::agent;
        own.key = key_.clone();
        own.name = control_.account.name;
        own.credential = [this] { return way_.credential(); };
        co_await first_->meet(std::move(meeting), std::move(own));
        co_return true;
    }

    asio::awaitable<void> hear_inviter()
    {
        endpoint::ConsentPrompt never{quiet_, std::vector<std::string>{}};
        endpoint::SessionRun::Options options;
        options.consent = &never;
        options.company = &introducer_;
        if (const auto* part = session::find_part(first_->met().grant, "operator"))
            for (const auto& module : part->mods)
                options.policy.denied_modules.push_back(module.id);
        try {
            co_await first_->live(std::move(options), std::nullopt);
        } catch (const UserError& error) {
            log::warning("the session with the one who invites: {}", error.what());
        }
    }

    asio::awaitable<void> work()
    {
        auto& terminal = control_.context.terminal;
        terminal.say(tr("your colleague is there; you are being introduced"));
        auto said = co_await introducer_.said();
        if (!said)
            throw UserError{std::string{tr("your colleague left before you were introduced")},
                            std::string{tr("ask for a new code or link")}};
        auto who = endpoint::accept_introduction(std::move(*said), introducer_.verified(), Role::operator_,
                                                 key_.public_key, *verifier_);
        if (!who) {
            log::warning("the introduction was refused: {}", who.error().message());
            throw UserError{
                std::string{tr("you were introduced to somebody for whom the organisation does not vouch")},
                std::string{tr("speak with your colleague; nothing was connected")}};
        }
        terminal.say(trf("the person at {} is asked whether you may come in", who->name));
        endpoint::SessionRun run{strand_, control_.around, *by_login_, *verifier_};
        const bool met = co_await race(meet_client(run, *who), until_stopped());
        if (!met)
            co_return;
        introducer_.end();
        const auto session = run.met().grant.sid;
        auto wanted = granted(run.met().grant);
        co_await control_session(control_, run, *by_login_, session, std::move(wanted));
    }

    /// Until the person there has answered, or did not for long.
    asio::awaitable<bool> meet_client(endpoint::SessionRun& run, endpoint::Introduced& who)
    {
        const auto until = control_.context.clock.steady() + kPatience;
        auto meeting = std::move(who.meeting);
        meeting.connection.candidates.clear(); // those are where the inviter's session listens
        for (;;) {
            auto again = copy_without_relays(meeting);
            auto own = endpoint::own_side(who, Role::operator_, key_, control_.account.name);
            std::optional<endpoint::MeetingError> failed;
            try {
                co_await run.meet(std::move(meeting), std::move(own));
            } catch (const endpoint::MeetingError& error) {
                failed = error;
            }
            if (!failed)
                co_return true;
            if (failed->ending() != session::Ending::connection_lost ||
                control_.context.clock.steady() >= until)
                throw UserError{*failed};
            again.connection.relays = co_await by_login_->tickets(again.session, again.attempt);
            meeting = std::move(again);
        }
    }

    static endpoint::Meeting copy_without_relays(const endpoint::Meeting& meeting)
    {
        return {meeting.session,
                meeting.way,
                meeting.grant,
                meeting.access,
                meeting.name,
                meeting.attempt,
                {{}, meeting.connection.ports, meeting.connection.encapsulations, {}}};
    }

    /// What the inviter passed on.
    [[nodiscard]] std::vector<endpoint::AskedModule> granted(const crypto::Grant& grant) const
    {
        const auto* part = session::find_part(grant, "operator");
        if (part == nullptr || part->mods.empty())
            throw UserError{std::string{tr("the organisation does not permit this session")},
                            std::string{tr("ask the administrator to allow it in the policy")}};
        std::vector<endpoint::AskedModule> out;
        for (const auto& module : part->mods)
            out.push_back({module.id, module.perms ? *module.perms : part->perms});
        return narrowed(std::move(out), control_.module);
    }

    Control& control_;
    endpoint::WayIn way_;
    asio::any_io_executor strand_;
    crypto::X25519KeyPair key_; ///< one for both sessions: the inviter announces it
    QuietTerminal quiet_;
    endpoint::Surroundings around_;
    Broker by_access_; ///< in the inviter's session, where this side is the one who was invited
    Broker by_login_;
    std::optional<crypto::GrantVerifier> verifier_;
    std::optional<endpoint::SessionRun> first_;
    Introducer introducer_;
    TaskGroup beside_;
};

asio::awaitable<void> come(Control& control, endpoint::WayIn way)
{
    Coming coming{control, std::move(way), co_await asio::this_coro::executor};
    co_await coming.run();
}

} // namespace

int run_colleague(Context& shared, const Options& options)
{
    auto way = endpoint::way_in_from_person(options.positional());
    asio::io_context io;
    endpoint::SharedTerminal terminal{shared.terminal, io.get_executor()};
    Context context{terminal, shared.folders, shared.connect, shared.clock, shared.random};
    auto account = context.accounts().require();
    if (way.link && !(way.link->broker == account.broker))
        throw UserError{
            std::string{tr("this link belongs to another broker than the one you are logged in at")},
            std::string{tr("log in there first: cordee login")}};
    endpoint::EndpointSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee", options, context.folders);
    endpoint::Packages packages{context.folders, endpoint::package_terms(settings), context.clock};
    Control control{context,
                    std::move(account),
                    {terminal, context.clock, context.random, packages, endpoint::find_plugin_host(settings),
                     endpoint::connection_choice(settings), endpoint::module_home(settings, context.folders)},
                    std::nullopt,
                    std::nullopt,
                    ModuleChoice{options},
                    std::chrono::minutes{30},
                    false,
                    options.has("words")};
    endpoint::run(io, come(control, std::move(way)));
    return 0;
}

} // namespace cordee::cli
