#include "core/session/running_modules.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <utility>

namespace cordee::session {
namespace {

namespace asio = boost::asio;

/// Offers under way and modules on their way out.
constexpr std::size_t kMaxTasks = 64;

Side side_of(Role role)
{
    return role == Role::operator_ ? Side::controlling : Side::controlled;
}

PriorityClass least_urgent(const ModuleInfo& info)
{
    auto least = PriorityClass::voice;
    for (const auto& channel : info.channels)
        least = std::max(least, channel.priority);
    return least;
}

} // namespace

RunningModules::RunningModules(const asio::any_io_executor& strand, const SessionConfig& config,
                               Channels& channels, std::string peer_name)
    : strand_{strand}, config_{config}, channels_{channels}, peer_name_{std::move(peer_name)}, tasks_{strand}
{}

ModuleRequest RunningModules::request(std::string id, Version minimum, Permissions permissions) const
{
    return {std::move(id), minimum, std::move(permissions), side_of(config_.self), peer_name_};
}

// In and out.

RunningModules::SlotPtr RunningModules::add(std::uint8_t number, ModuleInfo info, Permissions consented)
{
    auto slot = std::make_shared<ModuleSlot>(number, std::move(info), std::move(consented), *this);
    slots_.emplace(number, slot);
    return slot;
}

asio::awaitable<Result<void>> RunningModules::start(SlotPtr slot)
{
    const auto number = slot->number();
    const auto asked = request(slot->info().id, slot->info().version, slot->permissions());
    auto module = co_await config_.modules.start(asked, *slot);
    if (find(number) != slot) { // stopped while it started
        if (module)
            co_await (*module)->stop();
        co_return Errc::closed;
    }
    if (!module) {
        const auto error = module.error();
        take_out(number);
        if (config_.self == Role::operator_) // the agent's answer to the offer says it
            refuse(number, Ending::module);
        co_return error;
    }
    if (slot->permissions() != asked.permissions) // the grant changed while it started
        (*module)->permissions_changed(slot->permissions());
    slot->attach(std::move(*module));
    co_return Result<void>{};
}

RunningModules::SlotPtr RunningModules::take_out(std::uint8_t number)
{
    const auto node = slots_.extract(number);
    if (node.empty())
        return nullptr;
    channels_.drop([&](std::uint16_t channel) {
        return channel != wire::kControlChannel && decode_channel(channel).slot == number;
    });
    rates_.forget(number);
    const auto slot = node.mapped();
    if (auto module = slot->detach())
        spawn(stop(slot, std::move(module)));
    return slot;
}

/// `port` is the module's slot, which it must not outlive.
asio::awaitable<void> RunningModules::stop([[maybe_unused]] SlotPtr port, std::unique_ptr<Module> module)
{
    const auto stopped = std::move(module); // so that it goes before its port
    // Not from inside a call of the module itself.
    co_await asio::post(strand_, asio::use_awaitable);
    co_await stopped->stop();
}

void RunningModules::refuse(std::uint8_t number, Ending ending)
{
    channels_.send_control(Stop{number, static_cast<std::uint16_t>(ending)});
}

void RunningModules::end(std::uint8_t number, Ending ending, const std::string& why)
{
    const auto slot = take_out(number);
    if (!slot)
        return;
    refuse(number, ending);
    config_.events.module_ended(slot->info().id, ending, false, why);
}

void RunningModules::ended_by_peer(std::uint8_t number, Ending ending)
{
    if (const auto slot = take_out(number))
        config_.events.module_ended(slot->info().id, ending, true, "");
}

bool RunningModules::busy() const
{
    return tasks_.size() >= kMaxTasks;
}

asio::awaitable<void> RunningModules::stop_all()
{
    tasks_.cancel();
    co_await tasks_.join();
    for (auto& [number, slot] : std::exchange(slots_, {}))
        if (auto module = slot->detach())
            co_await module->stop();
}

// Which there are.

RunningModules::SlotPtr RunningModules::find(std::uint8_t number) const
{
    const auto found = slots_.find(number);
    return found == slots_.end() ? nullptr : found->second;
}

RunningModules::SlotPtr RunningModules::behind(std::uint16_t channel) const
{
    const auto number = decode_channel(channel);
    auto slot = find(number.slot);
    return slot && slot->is_open(number) ? slot : nullptr;
}

std::vector<RunningModules::SlotPtr> RunningModules::all() const
{
    std::vector<SlotPtr> out;
    for (const auto& [number, slot] : slots_)
        out.push_back(slot);
    return out;
}

void RunningModules::tell_rates(std::chrono::milliseconds period)
{
    rates_.look(channels_.outbox(), channels_.estimate(), period);
    for (const auto& [number, slot] : slots_) {
        if (slot->module() == nullptr)
            continue;
        if (const auto rate = rates_.news(number, least_urgent(slot->info())))
            slot->module()->rate_changed(*rate);
    }
}

// What a slot needs.

void RunningModules::send_control(const ControlMessage& message)
{
    channels_.send_control(message);
}

void RunningModules::send_message(std::uint16_t channel, const ChannelSpec& spec, Bytes message)
{
    if (!spec.unreliable)
        channels_.send(channel, spec.priority, std::move(message));
    else if (carrier_ && carrier_(channel, message))
        channels_.sent_elsewhere(spec.priority);
    else
        channels_.send_unreliable(channel, spec.priority, std::move(message));
}

void RunningModules::drop_other_generations(std::uint8_t slot, std::uint32_t generation)
{
    channels_.drop([&](std::uint16_t channel) {
        const auto number = decode_channel(channel);
        return channel != wire::kControlChannel && number.slot == slot &&
               number.generation != generation % 128;
    });
}

void RunningModules::module_finished(std::uint8_t slot)
{
    end(slot, Ending::finished);
}
void RunningModules::module_failed(std::uint8_t slot, std::string why)
{
    end(slot, Ending::module, why);
}

} // namespace cordee::session
