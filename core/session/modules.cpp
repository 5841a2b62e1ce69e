#include "core/session/modules.hpp"

#include "core/base/deadline.hpp"
#include "core/base/printable.hpp"
#include "core/base/race.hpp"

#include <boost/asio/post.hpp>

namespace cordee::session {
namespace {

namespace asio = boost::asio;

/// Offers under way and modules on their way out; who makes more is not answered.
constexpr std::size_t kMaxTasks = 64;

Side side_of(Role role)
{
    return role == Role::operator_ ? Side::controlling : Side::controlled;
}

} // namespace

Modules::Modules(const asio::any_io_executor& strand, SessionConfig& config, Channels& channels,
                 std::string peer_name)
    : strand_{strand}, config_{config}, channels_{channels}, peer_name_{std::move(peer_name)}, tasks_{strand}
{}

Result<Permissions> Modules::allowed(const ModuleInfo& info, const Permissions& asked) const
{
    const auto* part = find_part(config_.grant, "operator");
    const auto* granted = part == nullptr ? nullptr : find_module(*part, info.id);
    if (granted == nullptr || granted->pub != info.publisher)
        return Errc::not_permitted;
    auto wanted = intersect(asked, info.permissions);
    if (config_.verifier.now() > config_.grant.exp + kGrace) // only words are left
        wanted = intersect(wanted, {"chat"});
    return permitted(config_.grant, config_.policy, info.id, info.version, wanted);
}

bool Modules::may_type() const
{
    return focused_ && gate_.open();
}

Permissions Modules::without_input_if_withheld(Permissions permissions) const
{
    if (!focused_ || gate_.refused())
        std::erase(permissions, "input");
    return permissions;
}

std::optional<std::uint8_t> Modules::free_slot()
{
    // In turn, so that a late word about a former module is not taken for one about the next.
    for (int tries = 0; tries < kMaxSlot; ++tries) {
        last_slot_ = static_cast<std::uint8_t>(last_slot_ % kMaxSlot + 1);
        if (!slots_.contains(last_slot_) && !pending_.contains(last_slot_))
            return last_slot_;
    }
    return std::nullopt;
}

// Our offer: fetched, checked and named to the other side, which may say no; then started here.

asio::awaitable<Result<void>> Modules::offer(std::string module, Permissions permissions)
{
    const auto pending = std::make_shared<Pending>(strand_);
    if (ended_)
        co_return Errc::closed;
    // As a task of ours, so that it cannot outlive the session; this coroutine touches only what it shares
    // with it.
    tasks_.spawn(run_offer(pending, std::move(module), std::move(permissions)));
    while (!pending->result)
        co_await pending->changed.wait();
    co_return *pending->result;
}

asio::awaitable<void> Modules::run_offer(PendingPtr pending, std::string module, Permissions asked)
{
    /// Cancelled or not, the offer has a result.
    struct Conclude {
        PendingPtr pending;
        ~Conclude()
        {
            if (!pending->result)
                pending->result = Errc::closed;
            pending->changed.notify();
        }
    } conclude{pending};
    const auto made = co_await make_offer(pending, std::move(module), std::move(asked));
    std::erase_if(pending_, [&](const auto& entry) { return entry.second == pending; });
    pending->result = made;
}

asio::awaitable<Result<void>> Modules::make_offer(PendingPtr pending, std::string module, Permissions asked)
{
    const auto* part = find_part(config_.grant, "operator");
    const auto* granted = part == nullptr ? nullptr : find_module(*part, module);
    if (granted == nullptr || config_.self != Role::operator_)
        co_return Errc::not_permitted;
    const ModuleRequest request{module, granted->min, asked, side_of(config_.self), peer_name_};
    const auto info = co_await config_.modules.prepare(request);
    if (!info)
        co_return info.error();
    auto most = allowed(*info, asked);
    const auto slot = free_slot();
    if (!most || !slot)
        co_return most ? Errc::exhausted : Errc::not_permitted;
    pending->info = *info;
    pending->permissions = *most;
    pending_.emplace(*slot, pending);
    channels_.send_control(Offer{*slot, info->id, info->version, *most});
    const auto answered = co_await with_deadline(config_.timing.consent, wait_for_answer(pending));
    pending_.erase(*slot);
    if (!answered) {
        take_out(*slot); // an answer that came with the deadline
        if (answered.error() == Errc::timed_out)
            channels_.send_control(Stop{*slot, static_cast<std::uint16_t>(Ending::consent)});
        co_return answered.error();
    }
    auto started = co_await start(pending->slot, *slot, info->version);
    if (started) {
        pending->slot->open();
        config_.events.module_started(info->id, pending->slot->permissions());
    }
    co_return started;
}

asio::awaitable<Result<void>> Modules::wait_for_answer(PendingPtr pending)
{
    while (!pending->slot && !pending->refused)
        co_await pending->changed.wait();
    if (!pending->refused)
        co_return Result<void>{};
    config_.events.module_ended(pending->info.id, *pending->refused, true, "");
    co_return Errc::refused;
}

Result<void> Modules::take(const Accept& message)
{
    const auto found = pending_.find(message.slot);
    if (found == pending_.end() || found->second->slot) {
        if (!slots_.contains(message.slot)) // it was withdrawn meanwhile
            refuse(message.slot, Ending::finished);
        return {};
    }
    auto& pending = *found->second;
    // Never more than what was asked; the other side can only say less.
    auto permissions = intersect(pending.permissions, message.permissions);
    if (permissions.empty())
        return Errc::malformed;
    // Now, as its first messages may follow at once.
    pending.slot = std::make_shared<ModuleSlot>(message.slot, pending.info, std::move(permissions), *this);
    slots_.emplace(message.slot, pending.slot);
    pending.changed.notify();
    return {};
}

// The other side's offer.

Result<void> Modules::take(const Offer& message)
{
    if (config_.self != Role::agent || slots_.contains(message.slot))
        return Errc::unexpected;
    if (!trusted_) { // until the people have compared their digits
        refuse(message.slot, Ending::sas);
        return {};
    }
    if ((answering_ && !answering_->withdrawn) || tasks_.size() >= kMaxTasks) {
        refuse(message.slot, Ending::limit);
        return {};
    }
    answering_ = std::make_shared<Answering>(strand_);
    answering_->slot = message.slot;
    tasks_.spawn(answer(message));
    return {};
}

asio::awaitable<void> Modules::answer(Offer offer)
{
    const auto answering = answering_;
    /// Answered, withdrawn or cancelled: the next offer may come.
    struct Conclude {
        Modules& modules;
        const AnsweringPtr& mine;
        ~Conclude()
        {
            if (modules.answering_ == mine)
                modules.answering_.reset();
        }
    } conclude{*this, answering};
    const auto slot = co_await admit(offer, answering);
    if (!slot) {
        if (!answering->withdrawn)
            refuse(offer.slot, slot.error());
        co_return;
    }
    if (answering->withdrawn) {
        end_module(offer.slot, Ending::finished, "");
        co_return;
    }
    channels_.send_control(Accept{offer.slot, (*slot)->consented()});
    if ((*slot)->permissions() != (*slot)->consented())
        channels_.send_control(Narrow{offer.slot, (*slot)->permissions()});
    (*slot)->open();
    config_.events.module_started(offer.module, (*slot)->permissions());
}

asio::awaitable<boost::system::result<Modules::SlotPtr, Ending>> Modules::admit(Offer offer,
                                                                                AnsweringPtr answering)
{
    const auto side = side_of(config_.self);
    // Before anything is fetched or a person is asked.
    if (!permitted(config_.grant, config_.policy, offer.module, offer.version, offer.permissions))
        co_return Ending::grant;
    const ModuleRequest request{offer.module, offer.version, offer.permissions, side, peer_name_};
    const auto info = co_await config_.modules.prepare(request);
    if (!info || info->version != offer.version)
        co_return Ending::module;
    const auto most = allowed(*info, offer.permissions);
    if (!most)
        co_return Ending::grant;
    const auto* part = find_part(config_.grant, "operator");
    const ConsentRequest question{printable(part->name), printable(part->org), offer.module, *most};
    const auto said = co_await ask(question, answering);
    // The grant may have changed while the person thought.
    const auto still = allowed(*info, *most);
    if (!still)
        co_return Ending::grant;
    auto permissions = intersect(*still, said);
    if (permissions.empty())
        co_return Ending::consent;
    auto slot = std::make_shared<ModuleSlot>(offer.slot, *info, std::move(permissions), *this);
    slots_.emplace(offer.slot, slot);
    slot->set_permissions(without_input_if_withheld(slot->consented()));
    const auto started = co_await start(slot, offer.slot, info->version);
    if (!started)
        co_return Ending::module;
    co_return slot;
}

asio::awaitable<Permissions> Modules::ask(ConsentRequest question, AnsweringPtr answering)
{
    auto withdrawn = [](AnsweringPtr offer) -> asio::awaitable<Permissions> {
        while (!offer->withdrawn)
            co_await offer->changed.wait();
        co_return Permissions{};
    };
    co_return co_await race(config_.consent->ask(question), withdrawn(answering));
}

// Running.

asio::awaitable<Result<void>> Modules::start(SlotPtr slot, std::uint8_t number, Version version)
{
    const auto& info = slot->info();
    const ModuleRequest request{info.id, version, slot->permissions(), side_of(config_.self), peer_name_};
    auto module = co_await config_.modules.start(request, *slot);
    const auto found = slots_.find(number);
    const bool gone = found == slots_.end() || found->second != slot;
    if (gone) { // stopped while it started
        if (module)
            co_await (*module)->stop();
        co_return Errc::closed;
    }
    if (!module) {
        const auto error = module.error();
        take_out(number);
        if (config_.self == Role::operator_)
            refuse(number, Ending::module);
        co_return error;
    }
    if (slot->permissions() != request.permissions) // the grant changed while it started
        (*module)->permissions_changed(slot->permissions());
    slot->attach(std::move(*module));
    co_return Result<void>{};
}

bool Modules::is_open(std::uint16_t channel) const
{
    const auto number = decode_channel(channel);
    const auto found = slots_.find(number.slot);
    return found != slots_.end() && found->second->is_open(number);
}

Result<void> Modules::message(std::uint16_t channel, Bytes message)
{
    const auto number = decode_channel(channel);
    const auto found = slots_.find(number.slot);
    if (found == slots_.end())
        return {};
    const auto slot = found->second; // it may end inside
    const bool input =
        config_.self == Role::agent && slot->info().channels[number.index].priority == PriorityClass::input;
    const auto size = message.size();
    if (input && !may_type()) { // another participant has the input, or nobody knows who sits there now
        if (!focused_ || !gate_.put(channel, std::move(message)))
            slot->passed_over(number.index, size);
        return {};
    }
    if (!slot->deliver(number.index, std::move(message))) // its other half does not keep to the rules
        end_module(number.slot, Ending::module, "");
    return {};
}

void Modules::unreliable(std::uint16_t channel, View message)
{
    const auto number = decode_channel(channel);
    const auto found = slots_.find(number.slot);
    if (found == slots_.end())
        return;
    const bool input = config_.self == Role::agent &&
                       found->second->info().channels[number.index].priority == PriorityClass::input;
    if (!input || may_type())
        SlotPtr
        {
            found->second
            } -> deliver_unreliable(number.index, message);
}

Result<void> Modules::take(const Restart& message)
{
    const auto found = slots_.find(message.slot);
    if (found != slots_.end())
        SlotPtr
        {
            found->second
            } -> peer_restarted(message.generation);
    return {};
}

Result<void> Modules::take(const Credit& message)
{
    const auto found = slots_.find(message.slot);
    if (found == slots_.end())
        return {};
    const auto slot = found->second; // it may end inside
    return slot->credit(message);
}

void Modules::send_control(const ControlMessage& message)
{
    channels_.send_control(message);
}

void Modules::send_message(std::uint16_t channel, const ChannelSpec& spec, Bytes message)
{
    if (!spec.unreliable)
        channels_.send(channel, spec.priority, std::move(message));
    else if (!carrier_ || !carrier_(channel, message))
        channels_.send_unreliable(channel, spec.priority, std::move(message));
}

void Modules::drop_other_generations(std::uint8_t slot, std::uint32_t generation)
{
    channels_.drop([&](std::uint16_t channel) {
        const auto number = decode_channel(channel);
        return channel != wire::kControlChannel && number.slot == slot &&
               number.generation != generation % 128;
    });
}

// Ending.

Result<void> Modules::take(const Stop& message)
{
    const auto ending = ending_from_code(message.code);
    if (answering_ && answering_->slot == message.slot) {
        answering_->withdrawn = true;
        answering_->changed.notify();
    }
    if (const auto found = pending_.find(message.slot); found != pending_.end() && !found->second->slot) {
        found->second->refused = ending;
        found->second->changed.notify();
        return {};
    }
    if (const auto slot = take_out(message.slot))
        config_.events.module_ended(slot->info().id, ending, true, "");
    return {};
}

Modules::SlotPtr Modules::take_out(std::uint8_t number)
{
    const auto node = slots_.extract(number);
    if (node.empty())
        return nullptr;
    channels_.drop([&](std::uint16_t channel) {
        return channel != wire::kControlChannel && decode_channel(channel).slot == number;
    });
    rates_.forget(number);
    auto slot = node.mapped();
    if (auto module = slot->detach())
        tasks_.spawn(
            [](Modules& self, SlotPtr kept, std::unique_ptr<Module> stopped) -> asio::awaitable<void> {
                co_await self.stop_module(std::move(stopped));
                kept.reset(); // the module's port, which it must not outlive
            }(*this, slot, std::move(module)));
    return slot;
}

asio::awaitable<void> Modules::stop_module(std::unique_ptr<Module> module)
{
    // Not from inside a call of the module itself.
    co_await asio::post(strand_, asio::use_awaitable);
    co_await module->stop();
}

void Modules::refuse(std::uint8_t slot, Ending ending)
{
    channels_.send_control(Stop{slot, static_cast<std::uint16_t>(ending)});
}

void Modules::end_module(std::uint8_t number, Ending ending, const std::string& why)
{
    const auto slot = take_out(number);
    if (!slot)
        return;
    refuse(number, ending);
    config_.events.module_ended(slot->info().id, ending, false, why);
}

void Modules::module_finished(std::uint8_t slot)
{
    end_module(slot, Ending::finished, "");
}
void Modules::module_failed(std::uint8_t slot, std::string why)
{
    end_module(slot, Ending::module, why);
}

void Modules::apply_rights()
{
    apply_rights(Ending::grant);
}

/// Grant, then this machine's policy, then consent, then who has the input: computed anew at each change.
void Modules::apply_rights(Ending ending)
{
    const auto running = slots_;
    for (const auto& [number, slot] : running) {
        auto info = slot->info();
        // What runs may be older than what the grant wants by now: that is for the next one.
        const auto* part = find_part(config_.grant, "operator");
        if (const auto* granted = part == nullptr ? nullptr : find_module(*part, info.id))
            info.version = std::max(info.version, granted->min);
        const auto left = allowed(info, slot->consented());
        if (!left)
            end_module(number, ending, "");
        else
            set_permissions(*slot, number, *left);
    }
}

/// The other side hears of it: what this machine allows is not known there.
void Modules::set_permissions(ModuleSlot& slot, std::uint8_t number, Permissions permissions)
{
    permissions = without_input_if_withheld(std::move(permissions));
    const auto before = slot.permissions();
    slot.set_permissions(permissions);
    if (config_.self == Role::agent && slot.permissions() != before)
        channels_.send_control(Narrow{number, slot.permissions()});
}

void Modules::withdraw(const std::string& module, const Permissions& permissions)
{
    for (const auto& [number, slot] : slots_)
        if (slot->info().id == module)
            slot->take_back(permissions);
    apply_rights(Ending::consent);
}

void Modules::focus(bool held)
{
    focused_ = held;
    apply_rights();
}

Result<void> Modules::take(const Narrow& message)
{
    if (config_.self != Role::operator_)
        return Errc::unexpected;
    const auto found = slots_.find(message.slot);
    if (found != slots_.end()) {
        const auto slot = found->second;
        slot->set_permissions(message.permissions);
    }
    return {};
}

bool Modules::stop_privileged()
{
    const auto running = slots_;
    for (const auto& [number, slot] : running)
        if (slot->consented() != Permissions{"chat"})
            end_module(number, Ending::expired, "");
    return !slots_.empty();
}

void Modules::hold_input()
{
    gate_.hold();
}

void Modules::release_input()
{
    for (auto& waiting : gate_.release())
        if (is_open(waiting.channel) && !message(waiting.channel, std::move(waiting.message)))
            channels_.give_up({Ending::protocol, false});
}

void Modules::refuse_input()
{
    gate_.refuse();
    apply_rights();
}

void Modules::tell_rates(std::chrono::milliseconds period)
{
    rates_.look(channels_.outbox(), channels_.estimate(), period);
    for (const auto& [number, slot] : slots_) {
        if (slot->module() == nullptr)
            continue;
        auto least = PriorityClass::voice;
        for (const auto& channel : slot->info().channels)
            least = std::max(least, channel.priority);
        if (const auto rate = rates_.news(number, least))
            slot->module()->rate_changed(*rate);
    }
}

asio::awaitable<void> Modules::stop_all()
{
    ended_ = true;
    tasks_.cancel();
    co_await tasks_.join();
    for (auto& [number, slot] : std::exchange(slots_, {}))
        if (auto module = slot->detach())
            co_await module->stop();
}

} // namespace cordee::session
