#include "apps/cordee/session_commands.hpp"

#include "apps/cordee/attempts.hpp"
#include "apps/cordee/quiet_terminal.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/introduction.hpp"
#include "core/endpoint/meeting_answer.hpp"

#include <algorithm>
#include <utility>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;

void show(const Control& control, const endpoint::Invited& invited, const std::string& email)
{
    auto& terminal = control.context.terminal;
    if (!invited.code.empty()) {
        terminal.say(trf("{} runs this; the code works once, for {} minutes:", email,
                         std::min(control.life, endpoint::kCodeLife).count()));
        terminal.print(fmt::format("cordee colleague {}", invited.code));
    }
    terminal.say(trf("{} can run this; the link works once, for {} minutes:", email, control.life.count()));
    terminal.print(fmt::format("cordee colleague '{}'", endpoint::format_invitation_link(invited.link)));
}

/// Nobody comes by it any more, whatever became of it.
class ForgetAtEnd {
public:
    ForgetAtEnd(const endpoint::InvitationStore& store, std::string invitation)
        : store_{store}, invitation_{std::move(invitation)}
    {}
    ForgetAtEnd(const ForgetAtEnd&) = delete;
    ForgetAtEnd& operator=(const ForgetAtEnd&) = delete;
    ~ForgetAtEnd()
    {
        try {
            store_.remove(invitation_);
        } catch (const UserError& error) {
            log::warning("{}", error.what());
        }
    }

private:
    const endpoint::InvitationStore& store_;
    std::string invitation_;
};

/// Section 15: the introducer looks at both keys before it announces them.
bool grant_is_between(const std::string& meeting, crypto::GrantVerifier& verifier,
                      const ByteArray<32>& colleague, const ByteArray<32>& client)
{
    const auto object = json::parse(meeting);
    const auto read = object ? endpoint::read_meeting(**object) : Result<endpoint::Meeting>{object.error()};
    const auto grant = read ? verifier.verify(read->grant) : Result<crypto::Grant>{read.error()};
    return grant && endpoint::is_between(*grant, colleague, client);
}

} // namespace

/// A colleague on the way to the client, and the session in which they are told how to get there.
struct SessionCommands::Guest final : endpoint::Company {
    Guest(const asio::any_io_executor& strand, const Control& control, crypto::GrantVerifier& verifier)
        : around{quiet,
                 control.around.clock,
                 control.around.random,
                 control.around.packages,
                 control.around.plugin_host,
                 control.around.connection},
          broker{control.context, control.account}, run{strand, around, *broker, verifier}
    {}

    void came(session::Session& with, endpoint::SessionModules&, const std::string&) override
    {
        session = &with;
        with.introduce(std::move(tell));
    }
    void left(session::Session&) override { session = nullptr; }

    QuietTerminal quiet;
    endpoint::Surroundings around;
    Broker broker;
    endpoint::SessionRun run;
    session::Introduce tell;
    session::Session* session = nullptr;
};

SessionCommands::SessionCommands(const asio::any_io_executor& strand, const Control& control,
                                 endpoint::SessionId session, std::vector<endpoint::AskedModule> wanted)
    : strand_{strand}, control_{control}, id_{session}, wanted_{std::move(wanted)},
      verifier_{control.account.grant_keys, control.context.clock},
      terminal_{strand, control.context.terminal}, coming_{strand}, staying_{strand}
{
    terminal_.add(commands());
}

std::vector<endpoint::SessionTerminal::Command> SessionCommands::commands()
{
    return {
        {"start", "MODULE", [] { return tr("ask for a module, and start it at both sides"); },
         [this](const auto& module) { start(module); }},
        {"invite", "EMAIL", [] { return tr("bring a colleague in"); },
         [this](const auto& email) { invite(email); }},
        {"give", "", [] { return tr("give keyboard and pointer away"); },
         [this](const auto&) { set_focus(false); }},
        {"take", "", [] { return tr("ask for keyboard and pointer"); },
         [this](const auto&) { set_focus(true); }},
    };
}

asio::awaitable<void> SessionCommands::join()
{
    co_await terminal_.join();
    co_await coming_.join();
    co_await staying_.join();
}

void SessionCommands::came(session::Session& session, endpoint::SessionModules& modules,
                           const std::string& name)
{
    session_ = &session;
    modules_ = &modules;
    client_ = name;
    terminal_.came(session, modules);
}

void SessionCommands::left(session::Session& session)
{
    session_ = nullptr;
    modules_ = nullptr;
    terminal_.left(session);
    coming_.cancel();
    if (guest_ && guest_->session != nullptr)
        guest_->session->end();
}

void SessionCommands::focus(session::Session&, bool held)
{
    control_.context.terminal.say(
        held ? tr("you have keyboard and pointer now")
             : tr("somebody else has keyboard and pointer; type take to ask for them"));
}

void SessionCommands::start(const std::string& module)
{
    if (module.empty())
        control_.context.terminal.say(tr("type start MODULE; modules lists those of this session"));
    else if (modules_ != nullptr)
        modules_->start(module);
}

void SessionCommands::set_focus(bool held)
{
    if (session_ != nullptr)
        session_->focus(held);
}

void SessionCommands::invite(const std::string& email)
{
    auto& terminal = control_.context.terminal;
    if (email.empty())
        return terminal.say(tr("type invite EMAIL, with the address of an operator of the same broker"));
    if (bringing_)
        return terminal.say(tr("one colleague at a time: the last one is still on the way"));
    bringing_ = true;
    coming_.spawn(bring(email));
}

asio::awaitable<void> SessionCommands::bring(std::string email)
{
    auto& terminal = control_.context.terminal;
    std::shared_ptr<Guest> guest;
    try {
        guest = co_await wait_for(std::move(email));
    } catch (const UserError& error) {
        terminal.say(error.what());
        terminal.say(error.hint());
    }
    bringing_ = guest != nullptr;
    if (guest)
        staying_.spawn(stay(std::move(guest)));
}

/// Null when the person stopped waiting.
asio::awaitable<std::shared_ptr<SessionCommands::Guest>> SessionCommands::wait_for(std::string email)
{
    auto& context = control_.context;
    const endpoint::InvitationStore store{context.folders.state};
    const auto guest = std::make_shared<Guest>(strand_, control_, verifier_);
    const auto invited = co_await endpoint::invite(control_.account, *guest->broker, store, context.random,
                                                   context.clock, control_.life, wanted_);
    const ForgetAtEnd forget{store, invited.link.invitation};
    auto kept = store.load(invited.link.invitation);
    if (!kept)
        throw endpoint::not_understood();
    show(control_, invited, printable(email));
    Attempts attempts{control_, *guest->broker, store, std::move(*kept), Attempts::Who::colleague};
    const bool met = co_await attempts.run(guest->run);
    if (!met)
        co_return nullptr;
    co_await introduce(*guest, email);
    co_return guest;
}

/// Tells the client at once, and the colleague as soon as their session runs.
asio::awaitable<void> SessionCommands::introduce(Guest& guest, const std::string& email)
{
    const auto key = guest.run.met().established.peer_key;
    const auto introduction = co_await guest.broker->introduce(id_, key, email, wanted_);
    const auto* client = session_ != nullptr ? session::find_part(session_->grant(), "agent") : nullptr;
    if (client == nullptr)
        throw UserError{std::string{tr("the session has ended")}, std::string{tr("invite the client again")}};
    for (const auto& meeting : {introduction.colleague, introduction.client})
        if (!grant_is_between(meeting, verifier_, key, client->key))
            throw endpoint::not_understood();
    const auto secret = control_.context.random.secret<32>();
    const auto shared = to_array<32>(secret.view());
    guest.tell = {client_, client->key, *shared, introduction.colleague};
    session_->introduce({printable(email), key, *shared, introduction.client});
    control_.context.terminal.say(
        trf("{} asks the person there whether {} may come in", client_, printable(email)));
}

asio::awaitable<void> SessionCommands::stay(std::shared_ptr<Guest> guest)
{
    guest_ = guest;
    endpoint::SessionRun::Options options;
    options.company = guest.get();
    try {
        co_await guest->run.live(std::move(options), std::nullopt);
    } catch (const UserError& error) {
        log::warning("the session with the colleague: {}", error.what());
    }
    guest_.reset();
    bringing_ = false;
}

} // namespace cordee::cli
