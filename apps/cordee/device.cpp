// device add, list, remove, forget; and control of a device, paired or called.
#include "apps/cordee/command.hpp"
#include "apps/cordee/control.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/link.hpp"
#include "core/endpoint/pairing_store.hpp"
#include "core/endpoint/relay_probes.hpp"
#include "core/endpoint/run.hpp"

#include <algorithm>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
using endpoint::ListedDevice;
using endpoint::Pairing;

endpoint::PairingStore paired_devices(const Context& context)
{
    return {context.folders.state, "devices"};
}

asio::awaitable<ListedDevice> find_device(endpoint::BrokerClient& broker, const std::string& which)
{
    const auto devices = co_await broker.devices();
    const auto by_id =
        std::find_if(devices.begin(), devices.end(), [&](const auto& one) { return one.id == which; });
    if (by_id != devices.end())
        co_return *by_id;
    const auto named = [&](const ListedDevice& one) { return one.name == which; };
    const auto found = std::find_if(devices.begin(), devices.end(), named);
    if (found == devices.end())
        throw UserError{trf("there is no device '{}'", printable(which)),
                        std::string{tr("cordee device list prints those that you may see")}};
    if (std::count_if(devices.begin(), devices.end(), named) > 1)
        throw UserError{trf("several devices are called '{}'", printable(which)),
                        std::string{tr("name it by its number; cordee device list prints it")}};
    co_return *found;
}

/// SEC-46: a device that shows another key than the one it was paired with is not reached until a person
/// decided.
UserError key_changed(const Pairing& pairing)
{
    return UserError{
        trf("the key of {} is not the one that you were paired with", pairing.name),
        trf("the connection may be intercepted; ask there, and only if the computer was set up anew: "
            "cordee device forget {}, then pair again",
            endpoint::short_name_of_key(pairing.peer_key))};
}

/// What it is known by, if it is.
std::optional<Pairing> pairing_of(const Context& context, const ListedDevice& device)
{
    const auto store = paired_devices(context);
    if (!device.key)
        throw UserError{trf("{} was not enrolled yet", printable(device.name)),
                        std::string{tr("somebody runs cordee-agent enrol there first")}};
    for (auto& pairing : store.list())
        if (pairing.device == device.id && pairing.peer_key != *device.key)
            throw key_changed(pairing);
    auto pairing = store.find(*device.key);
    if (pairing && pairing->device.empty()) { // from now on this device has this key and no other one
        pairing->device = device.id;
        store.save(*pairing);
    }
    return pairing;
}

const Pairing& require_paired(const std::optional<Pairing>& pairing, const ListedDevice& device)
{
    if (!pairing || !pairing->own_secret)
        throw UserError{trf("you were not paired with {}", printable(device.name)),
                        std::string{tr("help somebody there once with cordee control --pair, or call them "
                                       "with --by-account")}};
    return *pairing;
}

/// Of a caller with a key for this session: nobody there knows another one.
endpoint::OwnSide own_side(const Control& control, const ListedDevice& device,
                           const std::optional<Pairing>& pairing)
{
    endpoint::OwnSide own;
    own.role = session::Role::operator_;
    own.name = control.account.name;
    if (control.by_account) {
        own.key = crypto::make_x25519_key_pair(control.context.random);
        own.credential = []() -> session::Credential { return session::AccountOnly{}; };
        return own;
    }
    const auto& paired = require_paired(pairing, device);
    own.key = crypto::x25519_key_pair(paired.own_secret->clone());
    own.credential = [&paired]() -> session::Credential {
        return session::Pairing{paired.psk.clone(), paired.peer_key};
    };
    return own;
}

/// All that a call needs, until the session.
struct Call {
    ListedDevice device;
    std::optional<Pairing> pairing;
    endpoint::OwnSide own; ///< refers to the pairing
    std::vector<endpoint::AskedModule> wanted;
    std::optional<crypto::GrantVerifier> verifier;
    std::optional<endpoint::SessionRun> run;
    endpoint::Meeting meeting;
};

/// Always true.
asio::awaitable<bool> call_device(Control& control, endpoint::BrokerClient& broker, Call& call)
{
    auto& context = control.context;
    co_await refresh_keys(control, broker);
    call.device = co_await find_device(broker, *control.device);
    call.pairing = pairing_of(context, call.device);
    call.own = own_side(control, call.device, call.pairing);
    call.wanted = co_await asked_modules(broker, control.module);
    call.verifier.emplace(control.account.grant_keys, context.clock);
    call.run.emplace(co_await asio::this_coro::executor, control.around, broker, *call.verifier);
    const auto way = control.by_account ? wire::Way::account : wire::Way::known_device;
    const auto candidates = call.run->candidates();
    call.meeting =
        co_await broker.meet_device(call.device.id, way, call.own.key.public_key, call.wanted, candidates);
    co_return true;
}

std::string state_of(const ListedDevice& device)
{
    if (!device.enrolled)
        return std::string{tr("not enrolled")};
    return std::string{device.waiting ? tr("reachable") : tr("away")};
}

} // namespace

asio::awaitable<void> control_device(Control& control)
{
    auto& context = control.context;
    Broker broker{context, control.account};
    endpoint::RelayProbes probes{*broker, control.around.connection};
    Call call;
    co_await endpoint::while_measuring(probes, call_device(control, *broker, call));
    const auto session = call.meeting.session;
    auto own_secret = call.own.key.secret.clone();
    context.terminal.say(trf("{} is there; connecting", printable(call.device.name)));
    co_await call.run->meet(std::move(call.meeting), std::move(call.own));
    std::function<void(const session::PairAnswer&)> paired;
    if (control.by_account && control.pair)
        paired = keep_pairing(context, call.run->met(), std::move(own_secret));
    co_await control_session(control, *call.run, *broker, session, std::move(call.wanted), std::move(paired));
}

int run_device_add(Context& context, const Options& options)
{
    const auto account = context.accounts().require();
    asio::io_context io;
    Broker broker{context, account};
    const auto device = endpoint::run(io, broker->add_device(options.positional()[0]));
    endpoint::EnrolmentLink link{account.broker, device.token, account.pin};
    context.terminal.say(tr("run this at the device, once, within a day:"));
    context.terminal.print(fmt::format("cordee-agent enrol '{}'", endpoint::format_enrolment_link(link)));
    return 0;
}

int run_device_list(Context& context, const Options&)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto paired = paired_devices(context);
    for (const auto& device : endpoint::run(io, broker->devices())) {
        const bool known = device.key && paired.find(*device.key).has_value();
        context.terminal.print(fmt::format("{}  {}  {}{}", device.id, printable(device.name),
                                           state_of(device), known ? fmt::format(", {}", tr("paired")) : ""));
    }
    return 0;
}

int run_device_remove(Context& context, const Options& options)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto remove = [&]() -> asio::awaitable<std::string> {
        const auto device = co_await find_device(*broker, options.positional()[0]);
        co_await broker->remove_device(device.id);
        co_return device.name;
    };
    context.terminal.say(
        trf("{} can no longer be reached by anybody", printable(endpoint::run(io, remove()))));
    return 0;
}

int run_device_forget(Context& context, const Options& options)
{
    const auto& which = options.positional()[0];
    if (!paired_devices(context).remove(which))
        throw UserError{trf("there is no pairing with '{}' here", printable(which)),
                        std::string{tr("cordee device list prints those that you may see")}};
    context.terminal.say(trf("the pairing with {} is forgotten", printable(which)));
    return 0;
}

} // namespace cordee::cli
