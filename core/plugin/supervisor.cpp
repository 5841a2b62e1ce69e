#include "core/plugin/supervisor_impl.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace cordee::plugin {

namespace asio = boost::asio;
using SteadyClock = std::chrono::steady_clock;

Supervisor::Impl::Impl(asio::any_io_executor strand, Launch launch, Listener& listener, Limits limits)
    : executor_{std::move(strand)}, launch_{std::move(launch)}, listener_{&listener}, limits_{limits},
      budget_{limits.restarts, limits.restart_window, limits.restart_delay}, changed_{executor_},
      delay_{executor_}, tasks_{executor_}, inbox_{*this, launch_.channels}, values_{launch_.kept}
{
    if (asks_for(launch_.capabilities, kDisplayCapability))
        display_ = parse_display(launch_.display);
    if (folder_access(launch_.capabilities) != 0)
        folders_ = std::make_shared<FolderSet>(launch_.capabilities);
    folders(launch_.folders);
    permit_folders();
}

asio::awaitable<Result<void>> Supervisor::Impl::start(std::shared_ptr<Impl> self)
{
    self->over_ = false;
    self->tasks_.spawn(live(self));
    while (!self->started_ && !self->over_)
        co_await self->changed_.wait();
    if (!self->started_)
        co_return self->why_not_.value_or(Errc::closed);
    co_return Result<void>{};
}

asio::awaitable<void> Supervisor::Impl::stop(std::shared_ptr<Impl> self)
{
    self->stopping_ = true;
    self->delay_.cancel();
    if (self->link_ != nullptr)
        self->link_->send(FrameType::stop);
    asio::steady_timer patience{self->executor_, self->limits_.stop_time};
    patience.async_wait([self](const boost::system::error_code& error) {
        if (!error && self->link_ != nullptr)
            self->link_->kill();
    });
    while (!self->over_)
        co_await self->changed_.wait();
    self->listener_ = nullptr;
}

void Supervisor::Impl::abandon()
{
    listener_ = nullptr;
    delay_.cancel();
    if (link_ != nullptr)
        link_->kill();
}

asio::awaitable<void> Supervisor::Impl::live(std::shared_ptr<Impl> self)
{
    for (bool again = true; again;) // GCC 12 miscompiles `while (co_await …) {}`
        again = co_await self->live_once();
    self->end_tasks();
    self->over_ = true;
    self->changed_.notify();
}

Result<HostProcess> Supervisor::Impl::make_process()
{
    HostProcess::Settings settings{launch_.host_program, resolve_environment(launch_.environment),
                                   limits_.memory, -1, folders_ != nullptr};
    if (!display_)
        return HostProcess::start(settings);
    // The one D-Bus would look for with a program of its own.
    settings.environment.insert(settings.environment.end(),
                                {"DISPLAY=" + local_name(*display_), "DBUS_SESSION_BUS_ADDRESS=disabled:"});
    const auto authority = display_authority(*display_);
    settings.authority = authority.get();
    if (authority.get() >= 0)
        settings.environment.push_back("XAUTHORITY=/proc/self/fd/" + std::to_string(kAuthority));
    return HostProcess::start(settings);
}

/// One process from start to end. True: start another.
asio::awaitable<bool> Supervisor::Impl::live_once()
{
    auto process = make_process();
    if (!process) {
        why_not_ = process.error() == Errc::io_error ? Errc::io_error : Errc::internal;
        fail(trf("the plugin '{}' can't be started", launch_.module));
        co_return false;
    }
    Capabilities::Offer offer{display_, limits_.shared_memory};
    HostLink link{executor_, std::move(*process), std::move(offer), folders_, values_, *this};
    // Also when this coroutine is destroyed where it waits, with its io_context.
    const std::unique_ptr<Impl, void (*)(Impl*)> at_end{this, [](Impl* impl) { impl->end(); }};
    begin(link);
    auto how = co_await link.run({limits_.ping_interval, limits_.silent_start, limits_.silent_pings});
    how = end_of(link, std::move(how));
    link_ = nullptr;
    forget_process();
    co_return co_await may_live_again(std::move(how));
}

std::string Supervisor::Impl::end_of(HostLink& link, std::string how)
{
    if (!why_not_)
        why_not_ = link.hung() ? Errc::timed_out : Errc::closed;
    if (link.hung())
        return "it did not answer";
    auto call = link.violation();
    // The kernel cannot be kept from ending it, but its last word could.
    if (!call && how.ends_with(", SYS"))
        call = "?";
    if (!call)
        return how;
    if (wanted())
        log(CORDEE_LOG_ERROR, trf("the plugin '{}' did something that no plugin may, and was ended: {}",
                                  launch_.module, *call));
    return "it called " + *call;
}

bool Supervisor::Impl::display_permitted() const
{
    return permits(launch_.capabilities, kDisplayCapability, launch_.permissions);
}

asio::awaitable<bool> Supervisor::Impl::may_live_again(std::string how)
{
    active_ = false;
    if (std::exchange(folder_lost_, false) && wanted()) {
        log(CORDEE_LOG_INFO, "a folder was taken from the plugin, so its process is started anew");
        co_return true;
    }
    if (!wanted() || !started_)
        co_return false;
    if (why_not_ == Errc::refused || why_not_ == Errc::unsupported) {
        fail(trf("the plugin '{}' can't be started", launch_.module));
        co_return false;
    }
    const auto delay = budget_.next(SteadyClock::now());
    if (!delay) {
        fail(trf("the plugin '{}' fails again and again and was given up", launch_.module));
        co_return false;
    }
    log(CORDEE_LOG_WARNING, "the plugin's process ended (" + how + ") and is started anew");
    if (delay->count() != 0 && wanted()) {
        delay_.expires_after(*delay);
        co_await delay_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return wanted();
}

void Supervisor::Impl::begin(HostLink& link)
{
    link_ = &link;
    why_not_.reset();
    inbox_.reset();
    link.permit_display(display_permitted());
    LoadOrder order;
    order.library = launch_.library.string();
    order.readable = launch_.folder.empty() ? order.library : launch_.folder.string();
    order.module = launch_.module;
    order.side = static_cast<std::uint8_t>(launch_.side);
    order.peer_name = launch_.peer_name;
    order.language = launch_.language == Language::french ? "fr" : "en";
    order.channels = launch_.channels;
    order.window = Inbox::kWindow;
    order.permissions = launch_.permissions;
    order.lines = launch_.lines;
    order.keeps = !launch_.kept.empty();
    order.settings = launch_.settings;
    order.folder_access = static_cast<std::uint16_t>(folder_access(launch_.capabilities));
    link.send(FrameType::load, 0, encode_load(order));
    tell_tasks_again();
    if (stopping_)
        link.send(FrameType::stop);
    if (listener_ == nullptr)
        link.kill();
}

void Supervisor::Impl::end()
{
    link_ = nullptr;
    active_ = false;
}

void Supervisor::Impl::fail(std::string why)
{
    if (!started_ || !wanted())
        return;
    end_tasks();
    listener_->failed(std::move(why));
}

void Supervisor::Impl::loaded(const FrameHeader& header, View payload)
{
    if (active_ || why_not_)
        return link_->kill();
    switch (static_cast<LoadOutcome>(header.channel)) {
    case LoadOutcome::active:
        return activated();
    case LoadOutcome::refused:
        why_not_ = Errc::refused;
        return;
    default:
        why_not_ = Errc::unsupported;
        log(CORDEE_LOG_ERROR, trf("the plugin '{}' can't be loaded: {}", launch_.module, as_text(payload)));
    }
}

void Supervisor::Impl::activated()
{
    active_ = true;
    if (!std::exchange(started_, true))
        changed_.notify();
    else if (wanted())
        listener_->restarted();
    if (std::exchange(refused_, false) && wanted())
        listener_->writable();
    resume();
}

Supervisor::Supervisor(asio::any_io_executor strand, Launch launch, Listener& listener, Limits limits)
    : impl_{std::make_shared<Impl>(std::move(strand), std::move(launch), listener, limits)}
{}

Supervisor::~Supervisor()
{
    impl_->abandon();
}

asio::awaitable<Result<void>> Supervisor::start()
{
    return Impl::start(impl_);
}

bool Supervisor::send(std::uint16_t channel, View message)
{
    return impl_->send(channel, message);
}

void Supervisor::resume()
{
    impl_->resume();
}

void Supervisor::peer_restarted()
{
    impl_->peer_restarted();
}

void Supervisor::permissions(std::vector<std::string> permissions)
{
    impl_->permissions(std::move(permissions));
}

void Supervisor::folders(std::vector<GivenFolder> folders)
{
    impl_->folders(folders);
}

void Supervisor::rate(std::uint64_t bytes_per_second)
{
    impl_->rate(bytes_per_second);
}

void Supervisor::typed(std::string_view line)
{
    impl_->typed(line);
}

void Supervisor::dropped(const std::vector<std::string>& names)
{
    impl_->dropped(names);
}

void Supervisor::answer(std::uint32_t question, std::uint32_t choice)
{
    impl_->answer(question, choice);
}

void Supervisor::settings(std::map<std::string, std::string> values)
{
    impl_->settings(std::move(values));
}

void Supervisor::begin(std::uint32_t task, std::string wish)
{
    impl_->begin_task(task, std::move(wish));
}

void Supervisor::act(std::uint32_t task, cordee_task_wish wish)
{
    impl_->act(task, wish);
}

asio::awaitable<void> Supervisor::stop()
{
    return Impl::stop(impl_);
}

int Supervisor::process_id() const
{
    return impl_->process_id();
}

} // namespace cordee::plugin
