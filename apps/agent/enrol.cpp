// enrol, paired list, paired remove.
#include "apps/agent/unattended.hpp"
#include "apps/agent/user_unit.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/crypto/timestamps.hpp"
#include "core/endpoint/broker_client.hpp"
#include "core/endpoint/device_keys.hpp"
#include "core/endpoint/enrolment.hpp"
#include "core/endpoint/link.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "core/endpoint/run.hpp"

namespace cordee::agent {
namespace {

namespace asio = boost::asio;

endpoint::PairingStore operators_of(const Context& context)
{
    return {context.folders.state, "operators"};
}

std::string joined(const std::vector<std::string>& list)
{
    std::string out;
    for (const auto& one : list)
        out += (out.empty() ? "" : ",") + one;
    return out;
}

/// A link, or a token for the broker that is known or named.
endpoint::EnrolmentLink link_of(const Context& context, const Options& options, const AgentSettings& settings)
{
    const auto& text = options.positional()[0];
    if (text.find('/') != std::string::npos)
        return endpoint::enrolment_link_from_person(text);
    const auto broker = broker_of(context, options, settings);
    return {broker.address, text, broker.pin};
}

asio::awaitable<endpoint::Enrolment> enrol(Context& context, const endpoint::EnrolmentLink& link)
{
    const auto keys = endpoint::DeviceKeyStore{context.folders.state}.load_or_make(context.random);
    const auto http = context.connect(link.broker, link.pin);
    endpoint::BrokerClient broker{*http, transport::to_string(link.broker)};
    endpoint::Enrolment out;
    out.grant_keys = co_await broker.grant_keys();
    const auto enrolled = co_await broker.enrol(link.token, keys.exchange.public_key, keys.signing);
    out.broker = link.broker;
    out.pin = link.pin;
    out.device = enrolled.id;
    out.name = printable(enrolled.name);
    out.organisation = printable(enrolled.organisation);
    out.access = enrolled.access;
    co_await endpoint::pin_publishers(context.folders, broker, context.clock);
    co_return out;
}

} // namespace

int run_enrol(Context& context, const Options& options)
{
    AgentSettings settings;
    endpoint::load_endpoint_settings(settings, "cordee-agent", options, context.folders);
    const auto link = link_of(context, options, settings);
    asio::io_context io;
    const auto enrolment = endpoint::run(io, enrol(context, link));
    endpoint::EnrolmentStore{context.folders.state}.save(enrolment);
    endpoint::KnownBrokerStore{context.folders.state}.remember({link.broker, link.pin});
    context.terminal.say(trf("this computer is now {} of {}", enrolment.name, enrolment.organisation));
    context.terminal.say(
        tr("who may come is decided here: pair an operator in a session, then run cordee-agent serve"));
    std::error_code unknown;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", unknown);
    if (!unknown && add_user_unit(context.folders.config.parent_path(), program))
        context.terminal.say(
            tr("systemctl --user enable --now cordee-agent runs it whenever you are logged in"));
    return 0;
}

int run_paired_list(Context& context, const Options&)
{
    for (const auto& pairing : operators_of(context).list())
        context.terminal.print(fmt::format(
            "{}  {}, {}  {}  {}", endpoint::short_name_of_key(pairing.peer_key), pairing.name,
            pairing.organisation, joined(pairing.permissions), crypto::format_timestamp(pairing.since)));
    return 0;
}

int run_paired_remove(Context& context, const Options& options)
{
    const auto& who = options.positional()[0];
    if (!operators_of(context).remove(who))
        throw UserError{trf("there is no pairing with '{}' here", printable(who)),
                        std::string{tr("cordee-agent paired list prints who may come")}};
    context.terminal.say(trf("{} can no longer come to this computer unasked", printable(who)));
    return 0;
}

} // namespace cordee::agent
