#include "apps/relay/service.hpp"

#include "apps/relay/open_socket.hpp"
#include "apps/relay/pass_descriptor.hpp"
#include "apps/relay/seal.hpp"
#include "core/base/language.hpp"
#include "core/base/log_level.hpp"
#include "core/base/logging.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <csignal>
#include <exception>
#include <iostream>
#include <map>
#include <sys/resource.h>

namespace cordee::relay {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Two descriptors per session are more than the usual 1024.
void allow_many_descriptors()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

std::string text_of(const tcp::endpoint& endpoint)
{
    const auto host = endpoint.address().to_string();
    const bool six = endpoint.address().is_v6();
    return (six ? "[" + host + "]" : host) + ":" + std::to_string(endpoint.port());
}

} // namespace

Service::Service(Settings& settings, const Reread& reread)
    : settings_{settings}, reread_{reread}, signals_{io_, SIGINT, SIGTERM, SIGHUP},
      handed_{ask_for_sockets()}, relay_{io_.get_executor(),
                                         {settings.relay_id(), settings.rules(system_clock()),
                                          settings.thread_count()},
                                         system_clock(),
                                         system_random()},
      status_{io_.get_executor(), [this] { return relay_.snapshot(); }}
{
    settings_.check();
    listen();
    listen_for_datagrams();
    listen_for_watchers();
    keep_mailbox();
    handed_.clear();
    seal_process();
}

/// Of the relay that runs, or else of systemd.
std::vector<HandedSocket> Service::ask_for_sockets()
{
    allow_many_descriptors(); // there may be many already
    if (!settings_.upgrade_socket->empty())
        takeover_ = Takeover::ask(*settings_.upgrade_socket);
    return takeover_ ? takeover_->take_sockets() : sockets_of_systemd();
}

std::vector<Descriptor> Service::take(SocketRole role)
{
    std::vector<Descriptor> out;
    for (auto& each : handed_)
        if (each.role == role)
            out.push_back(std::move(each.socket));
    return out;
}

/// Where somebody else opened ports, they are the ones.
void Service::listen()
{
    std::map<tcp::endpoint, std::vector<Descriptor>> by_place;
    for (auto& socket : take(SocketRole::sides))
        by_place[endpoint_of(socket.get())].push_back(std::move(socket));
    for (auto& [place, sockets] : by_place)
        endpoints_.push_back(relay_.adopt(std::move(sockets)));
    if (endpoints_.empty())
        listen_at_ports();
}

/// Those that can be had. Throws UserError when there is none.
void Service::listen_at_ports()
{
    std::optional<UserError> failure;
    for (const auto port : settings_.port_numbers()) {
        try {
            endpoints_.push_back(relay_.listen(*settings_.address, port));
        } catch (const UserError& error) {
            log::warning("{}; {}", error.what(), error.hint());
            failure = error;
        }
    }
    if (endpoints_.empty())
        throw *failure;
}

void Service::listen_for_datagrams()
{
    if (!*settings_.udp)
        return;
    auto handed = take(SocketRole::datagrams);
    const auto chosen = settings_.datagram_port();
    const auto port = chosen != 0 ? chosen : endpoints_.front().port();
    const auto error = handed.empty() ? relay_.listen_for_datagrams(*settings_.address, port)
                                      : relay_.adopt_datagrams(std::move(handed.front()));
    if (error)
        log::warning("no datagrams are forwarded: UDP port {} cannot be had: {}", port, error.message());
}

void Service::listen_for_watchers()
{
    if (!*settings_.status)
        return;
    auto handed = take(SocketRole::status);
    const auto address = asio::ip::make_address(*settings_.status_address);
    const tcp::endpoint wanted{address, settings_.status_port_number()};
    try {
        watchers_ = handed.empty() ? open_listener(io_.get_executor(), wanted, false)
                                   : adopt_listener(io_.get_executor(), handed.front());
        watchers_->listen();
        log::info("status at {}", text_of(watchers_->local_endpoint()));
    } catch (const boost::system::system_error& error) {
        watchers_.reset();
        log::warning("nobody can ask for the status: {} cannot be had: {}; choose another status.port",
                     text_of(wanted), error.code().message());
    }
}

void Service::keep_mailbox()
{
    auto handed = take(SocketRole::mailbox);
    if (handed.empty() && settings_.upgrade_socket->empty())
        return;
    auto mailbox = handed.empty() ? open_mailbox(*settings_.upgrade_socket) : std::move(handed.front());
    handover_.emplace(io_.get_executor(), std::move(mailbox),
                      Handover::Source{[this] {
                                           auto out = relay_.sockets();
                                           if (watchers_ && watchers_->is_open())
                                               out.emplace_back(SocketRole::status,
                                                                watchers_->native_handle());
                                           return out;
                                       },
                                       [this] { return release(); }});
}

asio::awaitable<std::vector<UsedTicket>> Service::release()
{
    status_.stop();
    auto used = co_await relay_.release();
    log::info("the other relay serves; {} pairs go on here for a while", relay_.sessions());
    co_return used;
}

void Service::run()
{
    if (takeover_)
        relay_.inherit(takeover_->finish());
    takeover_.reset();
    for (const auto& endpoint : endpoints_) // scripts wait for these lines
        std::cout << "cordee-relay: ready on " << text_of(endpoint) << std::endl;
    std::exception_ptr failure;
    asio::co_spawn(io_, serve(), [&](std::exception_ptr error) { failure = error; });
    io_.run();
    if (failure)
        std::rethrow_exception(failure);
}

asio::awaitable<void> Service::serve()
{
    TaskGroup tasks{io_.get_executor()};
    tasks.spawn(follow_signals());
    if (watchers_)
        tasks.spawn(status_.run(*watchers_));
    if (handover_)
        tasks.spawn(handover_->run());
    co_await relay_.run();
    status_.stop();
    tasks.cancel();
    co_await tasks.join();
}

asio::awaitable<void> Service::follow_signals()
{
    for (bool ending = false;;) {
        const auto [error, number] = co_await signals_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (error)
            co_return;
        if (number == SIGHUP) {
            reload();
        } else if (ending) {
            log::info("ending at once on signal {}", number);
            relay_.stop();
        } else {
            log::info("ending on signal {}; {} pairs are sent elsewhere", number, relay_.sessions());
            relay_.drain();
            ending = true;
        }
    }
}

/// Everything or nothing: what is wrong leaves all as it was.
void Service::reload()
{
    try {
        Settings fresh;
        const auto level = reread_(fresh.list());
        fresh.check();
        auto rules = std::make_shared<const Rules>(fresh.rules(system_clock()));
        for (const auto& key : settings_.fixed_differences(fresh))
            log::warning("{} changes when the relay starts anew", key);
        relay_.reload(std::move(rules));
        log::set_level(level);
        log::info("settings, certificate and credentials were read anew");
    } catch (const UserError& error) {
        log::error("the settings stay as they were: {}; {}", error.what(), error.hint());
    }
}

} // namespace cordee::relay
