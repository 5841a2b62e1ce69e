#include "apps/agent/colleagues.hpp"

#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/endpoint/introduction.hpp"
#include "core/endpoint/login_watch.hpp"

#include <utility>

namespace cordee::agent {

namespace asio = boost::asio;
using endpoint::Introduced;

struct Colleagues::Visit {
    Visit(const asio::any_io_executor& strand, const Config& config, Introduced who)
        : introduced{std::move(who)}, http{config.context.connect(config.broker.address, config.broker.pin)},
          broker{*http, transport::to_string(config.broker.address), introduced.meeting.access},
          run{strand, config.around, broker, config.verifier}, consent{config.context.terminal, config.accept}
    {}

    Introduced introduced;
    std::unique_ptr<endpoint::HttpClient> http;
    endpoint::BrokerClient broker;
    endpoint::SessionRun run;
    endpoint::ConsentPrompt consent;
};

Colleagues::Colleagues(const asio::any_io_executor& strand, Config config)
    : strand_{strand}, config_{std::move(config)}, consent_{config_.context.terminal, config_.accept},
      participants_{[this](const std::string& line) { config_.context.terminal.say(line); }},
      terminal_{strand, config_.context.terminal}, coming_{strand}, staying_{strand}
{}

asio::awaitable<void> Colleagues::join()
{
    while (coming_.size() + staying_.size() > 0) {
        co_await coming_.join();
        co_await staying_.join();
    }
    co_await terminal_.join();
}

void Colleagues::came(session::Session& session, endpoint::SessionModules& modules, const std::string& name)
{
    terminal_.came(session, modules);
    const auto number = participants_.enter(name, [&session](bool held) { session.focus(held); });
    here_.emplace(&session, Here{number, name});
}

void Colleagues::left(session::Session& session)
{
    terminal_.left(session);
    if (inviter_ == &session) {
        inviter_ = nullptr;
        coming_.cancel();
    }
    const auto found = here_.find(&session);
    participants_.leave(found->second.number);
    here_.erase(found);
}

void Colleagues::introduced(session::Session& by, session::Introduce introduction)
{
    const auto& inviter = here_.at(&by).name;
    if (inviter_ != nullptr) {
        config_.context.terminal.say(
            trf("{} invites somebody while another invitation waits; nothing has changed", inviter));
        return;
    }
    inviter_ = &by;
    coming_.spawn(let_in(inviter, by.verified(), std::move(introduction)));
}

void Colleagues::focus(session::Session& from, bool held)
{
    const auto number = here_.at(&from).number;
    if (held)
        participants_.take(number);
    else
        participants_.give(number);
}

asio::awaitable<void> Colleagues::let_in(std::string inviter, bool verified, session::Introduce said)
{
    std::shared_ptr<Visit> visit;
    try {
        visit = co_await meet(std::move(inviter), verified, std::move(said));
    } catch (const UserError& error) {
        config_.context.terminal.say(error.what());
    }
    inviter_ = nullptr;
    if (visit)
        staying_.spawn(live(std::move(visit)));
}

/// SEC-31: introducer, grant and announced key first; then the person; then the handshake, which must show
/// that key.
asio::awaitable<std::shared_ptr<Colleagues::Visit>> Colleagues::meet(std::string inviter, bool verified,
                                                                     session::Introduce said)
{
    auto& terminal = config_.context.terminal;
    auto who = endpoint::accept_introduction(std::move(said), verified, session::Role::agent,
                                             config_.key.public_key, config_.verifier);
    if (!who) {
        log::warning("an introduction was refused: {}", who.error().message());
        throw UserError{trf("{} invites somebody whom the organisation does not vouch for; refused", inviter),
                        std::string{tr("ask the operator")}};
    }
    const bool allowed = co_await consent_.ask_colleague(std::move(inviter), who->name, who->organisation);
    if (!allowed) {
        terminal.say(trf("{} does not come in", who->name));
        co_return nullptr;
    }
    const auto visit = std::make_shared<Visit>(strand_, config_, std::move(*who));
    terminal.say(trf("connecting with {}", visit->introduced.name));
    // What is passed on is whole: more tickets are fetched by its access.
    auto meeting = std::move(visit->introduced.meeting);
    auto own = endpoint::own_side(visit->introduced, session::Role::agent, config_.key, config_.name);
    co_await visit->run.meet(std::move(meeting), std::move(own));
    co_return visit;
}

asio::awaitable<void> Colleagues::live(std::shared_ptr<Visit> visit)
{
    endpoint::LoginWatch login;
    endpoint::SessionRun::Options options{config_.policy, &visit->consent, &login};
    options.company = this;
    try {
        co_await visit->run.live(std::move(options), std::nullopt);
    } catch (const UserError& error) {
        config_.context.terminal.say(error.what());
    }
}

} // namespace cordee::agent
