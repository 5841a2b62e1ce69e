#include "apps/cordee/attempts.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/wait_for_client.hpp"

namespace cordee::cli {

namespace asio = boost::asio;

Attempts::Attempts(const Control& control, endpoint::BrokerClient& broker,
                   const endpoint::InvitationStore& store, endpoint::KeptInvitation kept, Who who)
    : control_{control}, broker_{broker}, store_{store}, kept_{std::move(kept)},
      wrong_{control.context.folders.state},
      guesses_{store_, wrong_, kept_.invitation, control.context.clock}, who_{who}
{}

asio::awaitable<bool> Attempts::run(endpoint::SessionRun& session)
{
    auto& context = control_.context;
    if (const auto until = wrong_.off_until(context.clock.now()); until && kept_.code)
        context.terminal.say(tr("too many wrong codes came to this computer: for an hour only links work"));
    for (int after = 0;;) {
        auto candidates = session.candidates();
        auto meeting = co_await endpoint::wait_for_client(broker_, kept_, context.clock, context.terminal,
                                                          after, std::move(candidates));
        if (!meeting)
            co_return false;
        after = meeting->attempt;
        const bool by_code = meeting->way == wire::Way::code;
        if (!by_code && meeting->way != wire::Way::link)
            throw endpoint::not_understood();
        if (!by_code)
            store_.remove(kept_.invitation); // it met, so nobody can use it again
        context.terminal.say(who_ == Who::client ? tr("the client is here; connecting")
                                                 : tr("your colleague is here; connecting"));
        const auto attempt = meeting->attempt;
        const bool there = co_await meet(session, std::move(*meeting), by_code);
        if (there) {
            co_await used_up(attempt);
            co_return true;
        }
    }
}

asio::awaitable<bool> Attempts::meet(endpoint::SessionRun& session, endpoint::Meeting meeting, bool by_code)
{
    endpoint::OwnSide own;
    own.role = session::Role::operator_;
    own.key = crypto::x25519_key_pair(kept_.static_secret.clone());
    own.name = control_.account.name;
    own.credential = [this, by_code]() -> session::Credential {
        if (by_code && kept_.code)
            return session::CodeSecret{kept_.code->secret.clone(), &guesses_};
        return session::LinkSecret{kept_.link_secret.clone()};
    };
    own.was_answered = [this] { return guesses_.spent(); };
    if (by_code && (!kept_.code || control_.context.clock.now() >= kept_.code->expires))
        throw UserError{std::string{tr("the client came with a code that has expired here")},
                        std::string{tr("invite the client again")}};
    std::optional<endpoint::MeetingError> failed;
    try {
        co_await session.meet(std::move(meeting), std::move(own));
    } catch (const endpoint::MeetingError& error) {
        failed = error;
    }
    if (!failed) {
        if (guesses_.take_spent())
            guesses_.was_right();
        co_return true;
    }
    if (!by_code) {
        co_await burn(); // a link is for one meeting, and its code goes with it
        throw UserError{*failed};
    }
    co_await after_failure(*failed);
    co_return false;
}

/// A code that was guessed at stays good for the right person, a few times.
asio::awaitable<void> Attempts::after_failure(const endpoint::MeetingError& failed)
{
    auto& terminal = control_.context.terminal;
    const bool guessed = guesses_.take_spent();
    if (guesses_.left() <= 0) {
        co_await burn();
        throw UserError{std::string{tr("this code was guessed at too often and works no more")},
                        std::string{tr("invite the client again, and read out the new code")}};
    }
    if (wrong_.off_until(control_.context.clock.now()))
        throw UserError{
            std::string{tr("too many wrong codes came to this computer: for an hour only links work")},
            std::string{tr("somebody may be guessing; send the client a link")}};
    terminal.say(failed.what());
    if (guessed)
        terminal.say(trf("{} tries are left for this code; waiting for the client", guesses_.left()));
    else
        terminal.say(tr("waiting for the client; Ctrl-C stops waiting"));
}

asio::awaitable<void> Attempts::burn()
{
    store_.remove(kept_.invitation);
    co_await tell_broker(std::nullopt);
}

asio::awaitable<void> Attempts::used_up(int attempt)
{
    store_.remove(kept_.invitation);
    co_await tell_broker(attempt);
}

/// The invitation is dead here, which is what counts.
asio::awaitable<void> Attempts::tell_broker(std::optional<int> attempt)
{
    try {
        co_await broker_.close(kept_.invitation, attempt);
    } catch (const endpoint::BrokerError&) {
    }
}

std::vector<endpoint::AskedModule> Attempts::wanted() const
{
    return narrowed(kept_.modules, control_.module);
}

} // namespace cordee::cli
