// setup, login, logout.
#include "apps/cordee/command.hpp"
#include "apps/cordee/questions.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/endpoint/link.hpp"
#include "core/endpoint/packages.hpp"
#include "core/endpoint/run.hpp"

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
using endpoint::Account;

struct Credentials {
    transport::Address address;
    std::optional<endpoint::Pin> pin;
    std::string email;
    std::string password;
};

/// Keys that changed since an earlier login at the same broker are worth a word.
void tell_changed_keys(Context& context, const Account& account)
{
    const auto before = context.accounts().load();
    if (!before || before->broker != account.broker)
        return;
    try {
        endpoint::check_grant_keys(before->grant_keys, account.grant_keys);
    } catch (const UserError& changed) {
        context.terminal.say(changed.what());
    }
}

asio::awaitable<Account> log_in(Context& context, const Credentials& credentials)
{
    Broker broker{context, credentials.address, credentials.pin};
    const auto login = co_await broker->log_in(credentials.email, credentials.password);
    broker->use_token(login.token);
    Account account;
    account.broker = credentials.address;
    account.pin = credentials.pin;
    account.email = credentials.email;
    account.name = printable(login.name);
    account.organisation = printable(login.organisation);
    account.role = printable(login.role);
    account.token = login.token;
    account.expires = printable(login.expires);
    account.grant_keys = co_await broker->grant_keys();
    co_await endpoint::pin_publishers(context.folders, *broker, context.clock);
    co_return account;
}

void log_in_and_keep(Context& context, const Credentials& credentials)
{
    asio::io_context io;
    const auto account = endpoint::run(io, log_in(context, credentials));
    tell_changed_keys(context, account);
    context.accounts().save(account);
    context.terminal.say(trf("logged in as {}, {}", account.name, account.organisation));
}

std::optional<endpoint::Pin> pin_option(const Options& options)
{
    if (!options.has("pin"))
        return std::nullopt;
    const auto pin = endpoint::parse_pin(options.value("pin"));
    if (!pin)
        throw UsageError{std::string{tr("the pin has not the right form")},
                         std::string{tr("it is the 22 characters after the last dot of the setup link")}};
    return pin;
}

} // namespace

int run_setup(Context& context, const Options& options)
{
    const auto link = endpoint::setup_link_from_person(options.positional()[0]);
    endpoint::Setup setup;
    setup.token = link.token;
    setup.organisation = answer(context, options, "organisation", tr("organisation"));
    setup.name = answer(context, options, "name", tr("your name"));
    setup.email = answer(context, options, "email", tr("e-mail address"));
    setup.password = password(context, options, tr("new password"), true);
    asio::io_context io;
    Broker broker{context, link.broker, link.pin};
    endpoint::run(io, broker->set_up(setup));
    context.terminal.say(tr("the broker is set up, and this link works no more"));
    log_in_and_keep(context, {link.broker, link.pin, setup.email, setup.password});
    return 0;
}

int run_login(Context& context, const Options& options)
{
    Credentials credentials;
    credentials.address = endpoint::broker_url_from_person(options.positional()[0]);
    credentials.pin = pin_option(options);
    credentials.email = answer(context, options, "email", tr("e-mail address"));
    credentials.password = password(context, options, tr("password"), false);
    log_in_and_keep(context, credentials);
    return 0;
}

int run_logout(Context& context, const Options&)
{
    const auto account = context.accounts().load();
    if (!account) {
        context.terminal.say(tr("nobody was logged in"));
        return 0;
    }
    context.accounts().remove();
    try {
        asio::io_context io;
        Broker broker{context, *account};
        endpoint::run(io, broker->log_out());
    } catch (const endpoint::BrokerError& error) { // the token is gone here, which is what counts
        if (error.code() != "unauthorized")
            context.terminal.say(trf("the broker was not told: {}", error.what()));
    }
    context.terminal.say(tr("logged out"));
    return 0;
}

} // namespace cordee::cli
