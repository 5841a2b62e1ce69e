// relay list, add, remove, pin, unpin.
#include "apps/cordee/command.hpp"
#include "apps/cordee/print_json.hpp"
#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/broker_answers.hpp"
#include "core/endpoint/run.hpp"

#include <filesystem>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;

std::string joined_names(const std::vector<std::string>& names)
{
    std::string out;
    for (const auto& name : names)
        out += (out.empty() ? "" : ",") + name;
    return out;
}

std::string state_word(const std::string& state)
{
    if (state == "alive")
        return std::string{tr("alive")};
    if (state == "silent")
        return std::string{tr("silent")};
    if (state == "draining")
        return std::string{tr("draining")};
    if (state == "never_seen")
        return std::string{tr("never seen")};
    return state;
}

std::string or_dash(const std::string& text)
{
    return text.empty() ? "-" : text;
}

std::string line_of_relay(const endpoint::ListedRelay& relay)
{
    const auto share = relay.capacity > 0 ? std::max(relay.sessions / relay.capacity, relay.busy) : 0.0;
    auto out = fmt::format("{}  {}  {}  {}", relay.id, state_word(relay.state), or_dash(relay.region),
                           or_dash(relay.at));
    if (relay.state != "never_seen")
        out += fmt::format("  {:.0f}/{:.0f}  {:.0f} %  {}", relay.sessions, relay.capacity, share * 100,
                           relay.index ? fmt::format("{:.2f}", *relay.index) : "-");
    out += fmt::format("  {}", relay.since);
    if (relay.contradicted)
        out += fmt::format("  {}", tr("(reports fewer sessions than it was sent)"));
    return out;
}

std::string pin_line(const endpoint::ListedPin& pin)
{
    const auto who = pin.email.empty() ? std::string{tr("everybody")} : pin.email;
    return pin.fallback.empty()
               ? trf("{} is pinned to {}, without a fallback", who, pin.relay)
               : trf("{} is pinned to {}, with the fallback {}", who, pin.relay, joined_names(pin.fallback));
}

/// A new folder that only this person can read; it must not be one that is there.
void make_credentials_folder(const fs::path& folder)
{
    std::error_code error;
    if (fs::exists(folder, error))
        throw UserError{trf("{} is there already", folder.string()),
                        std::string{tr("name another folder with --folder")}};
    fs::create_directory(folder, error);
    if (!error)
        fs::permissions(folder, fs::perms::owner_all, error);
    if (error)
        throw UserError{trf("cannot make the folder {}: {}", folder.string(), error.message()),
                        std::string{tr("name another folder with --folder")}};
}

void write_credential(const fs::path& file, const std::string& content)
{
    if (const auto written = write_private_file(file, as_view(content)); !written)
        throw UserError{trf("cannot use the file {}: {}", file.string(), written.error().message()),
                        std::string{tr("remove the relay again with cordee relay remove, and add it anew")}};
}

/// A start for /etc/cordee/relay-reporter.toml. Nothing in it needs to be escaped.
std::string reporter_settings(const endpoint::Account& account, const std::string& id,
                              const std::string& host)
{
    std::string out = "[broker]\nurl = \"" + endpoint::format_broker_url(account.broker) + "\"\n";
    if (account.pin)
        out += "pin = \"" + endpoint::format_pin(*account.pin) + "\"\n";
    return out + "\n[relay]\nid = \"" + id + "\"\nhost = \"" + host + "\"\n";
}

} // namespace

int run_relay_list(Context& context, const Options& options)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto answer = endpoint::run(io, broker->relays());
    const auto list = endpoint::read_relay_list(*answer);
    if (!list)
        throw endpoint::not_understood();
    if (options.has("json")) {
        print_json(context, *answer);
        return 0;
    }
    for (const auto& relay : list->relays)
        context.terminal.print(line_of_relay(relay));
    for (const auto& pin : list->pins)
        context.terminal.print(pin_line(pin));
    return 0;
}

int run_relay_add(Context& context, const Options& options)
{
    const auto& id = options.positional()[0];
    const auto host = options.value("host", "");
    if (!host.empty() && !transport::is_host(host))
        throw UsageError{trf("'{}' is not the name of a relay", printable(host)), "--host relay.example.org"};
    const auto account = context.accounts().require();
    const fs::path folder = options.value("folder", id);
    asio::io_context io;
    Broker broker{context, account};
    make_credentials_folder(folder); // first: the secret is shown once
    const endpoint::NewRelay wish{id, options.value("region", ""), options.value("at", "")};
    std::optional<endpoint::RelayCredentials> made;
    try {
        made = endpoint::run(io, broker->add_relay(wish));
    } catch (const UserError&) {
        std::error_code ignored;
        fs::remove(folder, ignored);
        throw;
    }
    write_credential(folder / "secret", to_hex(made->secret.view()) + "\n");
    write_credential(folder / "ticket-key", made->ticket_key + "\n");
    write_credential(folder / "relay-reporter.toml", reporter_settings(account, id, host));
    context.terminal.say(
        trf("copy the folder {} to the relay, where only the relay may read it; nobody can get it again",
            folder.string()));
    context.terminal.print(folder.string());
    return 0;
}

int run_relay_remove(Context& context, const Options& options)
{
    const auto& id = options.positional()[0];
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    endpoint::run(io, broker->remove_relay(id));
    context.terminal.say(trf("sessions that begin from now on do not use the relay {}", printable(id)));
    return 0;
}

int run_relay_pin(Context& context, const Options& options)
{
    const auto& id = options.positional()[0];
    const auto email = options.value("operator", "");
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    std::vector<std::string> fallback;
    if (options.has("fallback"))
        fallback.push_back(options.value("fallback"));
    endpoint::run(io, broker->pin_relay(id, fallback, email));
    context.terminal.say(pin_line({printable(email), printable(id), fallback}));
    if (fallback.empty())
        context.terminal.say(tr("when that relay is lost, nobody gets through but by direct connections"));
    return 0;
}

int run_relay_unpin(Context& context, const Options& options)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    endpoint::run(io, broker->unpin_relay(options.value("operator", "")));
    context.terminal.say(tr("sessions that begin from now on use the best relay"));
    return 0;
}

} // namespace cordee::cli
