#include "core/plugin/supervisor.hpp"

#include "core/base/printable.hpp"
#include "core/plugin/host_link.hpp"
#include "core/plugin/line_limit.hpp"
#include "core/plugin/restart_budget.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <deque>
#include <optional>

namespace cordee::plugin {

namespace asio = boost::asio;

namespace {

/// Per channel, bytes on their way from the plugin into the session; short, so that what a plugin sends is
/// new when it leaves.
constexpr std::uint32_t kWindow = 256 << 10;
constexpr std::size_t kMaxLogLine = 1000;

using SteadyClock = std::chrono::steady_clock;

} // namespace

class Supervisor::Impl final : public HostLink::Events {
public:
    Impl(asio::any_io_executor strand, Launch launch, Listener& listener, Limits limits)
        : executor_{std::move(strand)}, launch_{std::move(launch)}, listener_{&listener}, limits_{limits},
          budget_{limits.restarts, limits.restart_window, limits.restart_delay}, changed_{executor_},
          delay_{executor_}, tasks_{executor_}, channels_(launch_.channels)
    {
        if (asks_for(launch_.capabilities, kDisplayCapability))
            display_ = parse_display(launch_.display);
        if (folder_access(launch_.capabilities) != 0)
            folders_ = std::make_shared<FolderSet>(launch_.capabilities);
        folders(launch_.folders);
        permit_folders();
    }

    static asio::awaitable<Result<void>> start(std::shared_ptr<Impl> self);
    static asio::awaitable<void> stop(std::shared_ptr<Impl> self);
    bool send(std::uint16_t channel, View message);
    void resume();
    void peer_restarted();
    void permissions(std::vector<std::string> names);
    void rate(std::uint64_t bytes_per_second);
    void folders(const std::vector<GivenFolder>& folders);
    void abandon();
    [[nodiscard]] int process_id() const { return link_ != nullptr ? link_->process_id() : 0; }

private:
    struct Channel {
        std::uint64_t under_way = 0; ///< with kMessageWeight for each message
        std::deque<Bytes> kept;      ///< the listener had no room
    };

    static asio::awaitable<void> live(std::shared_ptr<Impl> self);
    asio::awaitable<bool> live_once();
    asio::awaitable<bool> may_live_again(std::string how);
    Result<HostProcess> make_process();
    void begin(HostLink& link);
    [[nodiscard]] std::string end_of(HostLink& link, std::string how);
    [[nodiscard]] bool display_permitted() const;
    bool permit_folders();
    void end();
    void fail(std::string why);
    [[nodiscard]] bool wanted() const { return listener_ != nullptr && !stopping_; }

    void frame(const FrameHeader& header, View payload) override;
    void drained() override;
    void output(std::string_view line) override { log(CORDEE_LOG_DEBUG, line); }
    void loaded(const FrameHeader& header, View payload);
    void activated();
    void message(std::uint16_t channel, View bytes);
    void taken(std::uint16_t channel, std::size_t size);
    void offer(std::uint16_t channel);
    void drop_kept();
    void log(cordee_log_level level, std::string_view text);

    asio::any_io_executor executor_;
    Launch launch_;
    Listener* listener_; // null once nobody listens
    Limits limits_;
    std::optional<DisplayAddress> display_;
    std::shared_ptr<FolderSet> folders_; // null: not asked for
    RestartBudget budget_;
    Signal changed_;
    asio::steady_timer delay_;
    TaskGroup tasks_;
    LineLimit log_limit_;

    std::vector<Channel> channels_;
    HostLink* link_ = nullptr; // inside live_once()
    bool active_ = false;
    bool started_ = false; // the first start succeeded
    bool stopping_ = false;
    bool over_ = true;
    bool offering_ = false;
    bool withdrawn_ = false; // a right to a folder, from the process that runs
    bool refused_ = false;   // a send(); writable() is due
    int stale_ = 0; // how many peer_noted are due; until then messages are for the peer's former self
    std::optional<Errc> why_not_;
};

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
    HostLink link{executor_, std::move(*process), std::move(offer), folders_, *this};
    // Also when this coroutine is destroyed where it waits, with its io_context.
    const std::unique_ptr<Impl, void (*)(Impl*)> at_end{this, [](Impl* impl) { impl->end(); }};
    begin(link);
    auto how = co_await link.run({limits_.ping_interval, limits_.silent_start, limits_.silent_pings});
    how = end_of(link, std::move(how));
    link_ = nullptr;
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
    if (std::exchange(withdrawn_, false) && wanted()) {
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
    stale_ = 0;
    channels_.assign(launch_.channels, Channel{});
    link.permit_display(display_permitted());
    const LoadOrder order{
        launch_.library.string(), launch_.folder.empty() ? launch_.library.string() : launch_.folder.string(),
        launch_.module,           static_cast<std::uint8_t>(launch_.side),
        launch_.peer_name,        launch_.language == Language::french ? "fr" : "en",
        launch_.channels,         kWindow,
        launch_.permissions,      static_cast<std::uint16_t>(folder_access(launch_.capabilities))};
    link.send(FrameType::load, 0, encode_load(order));
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
    if (started_ && wanted())
        listener_->failed(std::move(why));
}

void Supervisor::Impl::frame(const FrameHeader& header, View payload)
{
    if (listener_ == nullptr)
        return;
    switch (header.type) {
    case FrameType::loaded:
        return loaded(header, payload);
    case FrameType::message:
        return message(header.channel, payload);
    case FrameType::peer_noted:
        stale_ = std::max(0, stale_ - 1);
        return;
    case FrameType::finish:
        if (active_ && !stopping_)
            listener_->finished();
        return;
    case FrameType::log:
        return log(static_cast<cordee_log_level>(std::min<int>(header.channel, CORDEE_LOG_ERROR)),
                   as_text(payload));
    default:
        return;
    }
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

void Supervisor::Impl::message(std::uint16_t channel, View bytes)
{
    // The host keeps these rules; a process that does not is not running our host any more.
    if (channel >= channels_.size() || channels_[channel].under_way >= kWindow)
        return link_->kill();
    channels_[channel].under_way += bytes.size() + kMessageWeight;
    if (stale_ > 0)
        return taken(channel, bytes.size());
    auto& kept = channels_[channel].kept;
    if (active_ && kept.empty() && listener_->received(channel, bytes))
        return taken(channel, bytes.size());
    kept.push_back(to_bytes(bytes));
}

void Supervisor::Impl::taken(std::uint16_t channel, std::size_t size)
{
    const auto weight = static_cast<std::uint32_t>(size) + kMessageWeight;
    channels_[channel].under_way -= weight;
    if (link_ != nullptr)
        link_->credit(channel, weight);
}

void Supervisor::Impl::offer(std::uint16_t channel)
{
    auto& kept = channels_[channel].kept;
    while (active_ && listener_ != nullptr && !kept.empty()) {
        // Out of the queue while the listener has it: it may call back.
        auto message = std::move(kept.front());
        kept.pop_front();
        if (!listener_->received(channel, message)) {
            kept.push_front(std::move(message));
            return;
        }
        taken(channel, message.size());
    }
}

void Supervisor::Impl::resume()
{
    if (std::exchange(offering_, true))
        return; // called by the listener that is offered something right now
    for (std::uint16_t channel = 0; channel < channels_.size(); ++channel)
        offer(channel);
    offering_ = false;
}

void Supervisor::Impl::drop_kept()
{
    for (std::uint16_t channel = 0; channel < channels_.size(); ++channel)
        for (const auto& message : std::exchange(channels_[channel].kept, {}))
            taken(channel, message.size());
}

bool Supervisor::Impl::send(std::uint16_t channel, View message)
{
    if (!active_ || channel >= channels_.size() || message.size() > kMaxMessage)
        return true;
    if (link_->queued() >= limits_.queue) {
        refused_ = true;
        return false;
    }
    link_->send(FrameType::message, channel, message);
    return true;
}

void Supervisor::Impl::drained()
{
    if (listener_ != nullptr && active_ && link_->queued() < limits_.queue && std::exchange(refused_, false))
        listener_->writable();
}

void Supervisor::Impl::peer_restarted()
{
    if (!active_)
        return; // the next process knows nothing of the peer's former self
    drop_kept();
    ++stale_;
    link_->send(FrameType::peer_restarted);
}

void Supervisor::Impl::permissions(std::vector<std::string> names)
{
    launch_.permissions = std::move(names);
    const bool lost = permit_folders();
    if (link_ == nullptr)
        return;
    if (lost) {
        withdrawn_ = true;
        link_->kill();
    }
    link_->send(FrameType::permissions, 0, encode_names(launch_.permissions));
    link_->permit_display(display_permitted());
}

void Supervisor::Impl::folders(const std::vector<GivenFolder>& folders)
{
    if (folders_ != nullptr)
        folders_->add(folders);
}

/// True: a right is gone.
bool Supervisor::Impl::permit_folders()
{
    return folders_ != nullptr && folders_->permit(launch_.permissions);
}

void Supervisor::Impl::rate(std::uint64_t bytes_per_second)
{
    if (link_ != nullptr)
        link_->send(FrameType::rate, 0, encode_rate(bytes_per_second));
}

void Supervisor::Impl::log(cordee_log_level level, std::string_view text)
{
    const auto dropped = log_limit_.pass(SteadyClock::now());
    if (listener_ != nullptr && dropped)
        listener_->log(level, printable(text, kMaxLogLine));
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

asio::awaitable<void> Supervisor::stop()
{
    return Impl::stop(impl_);
}

int Supervisor::process_id() const
{
    return impl_->process_id();
}

} // namespace cordee::plugin
