#include "apps/agent/join.hpp"

#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/base/race.hpp"
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/endpoint_settings.hpp"
#include "core/endpoint/link.hpp"
#include "core/endpoint/live_session.hpp"
#include "core/endpoint/run.hpp"
#include "core/endpoint/stop_signal.hpp"

#include <array>
#include <unistd.h>

namespace cordee::agent {
namespace {

namespace asio = boost::asio;

struct AgentSettings : endpoint::EndpointSettings {
    Setting<std::vector<std::string>> denied_modules{
        "deny.modules", {}, "modules that never run on this computer, whatever anybody permits"};
    Setting<std::vector<std::string>> denied_permissions{
        "deny.permissions", {}, "permissions that nobody gets on this computer, such as input"};

    [[nodiscard]] SettingList list() override
    {
        auto out = EndpointSettings::list();
        out.insert(out.end(), {&denied_modules, &denied_permissions});
        return out;
    }
};

struct Join {
    Context& context;
    endpoint::InvitationLink link;
    std::filesystem::path plugin_host;
    plugin::PackageStore packages;
    endpoint::ConsentPrompt& consent;
    session::DevicePolicy policy;
    std::string name;
};

std::string computer_name()
{
    std::array<char, 256> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0)
        return "?";
    return name.data();
}

/// What a join brings about before there is a session, or nothing because the person stopped it.
using MaybeMet = std::optional<endpoint::Met>;

asio::awaitable<MaybeMet> meet(Join& join, endpoint::BrokerClient& broker, crypto::X25519KeyPair key,
                               std::unique_ptr<crypto::GrantVerifier>& verifier)
{
    auto& context = join.context;
    verifier = std::make_unique<crypto::GrantVerifier>(co_await broker.grant_keys(), context.clock);
    auto meeting = co_await broker.meet(join.link.invitation, key.public_key, join.name);
    context.terminal.say(tr("the link is accepted; connecting with the operator"));
    endpoint::OwnSide own{session::Role::agent, std::move(key), std::move(join.link.secret), join.name};
    co_return co_await endpoint::meet_at_relay(std::move(meeting), std::move(own), *verifier, context.random);
}

asio::awaitable<MaybeMet> until_stopped()
{
    co_await endpoint::stop_signal();
    co_return std::nullopt;
}

asio::awaitable<void> join_session(Join& join)
{
    auto& context = join.context;
    const auto strand = co_await asio::this_coro::executor;
    const auto http = context.connect(join.link.broker, join.link.pin);
    endpoint::BrokerClient broker{*http, transport::to_string(join.link.broker)};
    std::unique_ptr<crypto::GrantVerifier> verifier;
    auto met = co_await race(meet(join, broker, crypto::make_x25519_key_pair(context.random), verifier),
                             until_stopped());
    if (!met) {
        context.terminal.say(tr("stopped"));
        co_return;
    }
    endpoint::PluginModules modules{strand, join.plugin_host,
                                    [&](endpoint::WantedModule wanted) {
                                        return endpoint::fetch_module(broker, join.packages,
                                                                      std::move(wanted));
                                    },
                                    context.terminal};
    endpoint::LiveSession live{strand,
                               std::move(*met),
                               {session::Role::agent, join.policy, modules, &join.consent, *verifier,
                                context.terminal, context.clock, context.random}};
    co_await live.run(std::nullopt);
}

std::optional<std::vector<std::string>> accepted(const Options& options)
{
    if (!options.has("accept"))
        return std::nullopt;
    return endpoint::parse_accept(options.value("accept"));
}

} // namespace

int run_join(Context& context, const Options& options)
{
    auto link = endpoint::invitation_link_from_person(options.positional()[0]);
    endpoint::ConsentPrompt consent{context.terminal, accepted(options)};
    AgentSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee-agent", options, context.folders);
    const auto plugin_host = endpoint::find_plugin_host(settings);
    consent.check_can_answer();
    Join join{context,
              std::move(link),
              plugin_host,
              endpoint::open_packages(context.folders),
              consent,
              {*settings.denied_modules, *settings.denied_permissions},
              printable(options.value("name", computer_name()), 64)};
    asio::io_context io;
    endpoint::run(io, join_session(join));
    return 0;
}

} // namespace cordee::agent
