#include "core/session/module_offers.hpp"

#include "core/base/deadline.hpp"

namespace cordee::session {

namespace asio = boost::asio;

ModuleOffers::ModuleOffers(const asio::any_io_executor& strand, const SessionConfig& config,
                           RunningModules& running, const ModuleRights& rights)
    : strand_{strand}, config_{config}, running_{running}, rights_{rights}
{}

asio::awaitable<Result<void>> ModuleOffers::offer(std::string module, Permissions permissions)
{
    const auto pending = std::make_shared<Pending>(strand_);
    if (closed_)
        co_return Errc::closed;
    // As a task of the session's, so that it cannot outlive the session; this coroutine touches only what it
    // shares with it.
    running_.spawn(run(pending, std::move(module), std::move(permissions)));
    while (!pending->result)
        co_await pending->changed.wait();
    co_return *pending->result;
}

asio::awaitable<void> ModuleOffers::run(PendingPtr pending, std::string module, Permissions asked)
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
    const auto made = co_await make(pending, std::move(module), std::move(asked));
    std::erase_if(pending_, [&](const auto& entry) { return entry.second == pending; });
    pending->result = made;
}

asio::awaitable<Result<void>> ModuleOffers::make(PendingPtr pending, std::string module, Permissions asked)
{
    const auto* granted = find_granted(config_.grant, module);
    if (granted == nullptr || config_.self != Role::operator_)
        co_return Errc::not_permitted;
    const auto request = running_.request(module, granted->min, asked);
    const auto info = co_await config_.modules.prepare(request);
    if (!info)
        co_return info.error();
    const auto most = rights_.allowed(*info, asked);
    if (!most)
        co_return Errc::not_permitted;
    const auto slot = free_slot();
    if (!slot)
        co_return Errc::exhausted;
    pending->info = *info;
    pending->permissions = *most;
    if (const auto accepted = co_await ask_in(*slot, pending); !accepted)
        co_return accepted.error();
    co_return co_await start(pending);
}

/// Says the offer and waits for the answer yes; the module has its slot then.
asio::awaitable<Result<void>> ModuleOffers::ask_in(std::uint8_t slot, PendingPtr pending)
{
    pending_.emplace(slot, pending);
    running_.send_control(Offer{slot, pending->info.id, pending->info.version, pending->permissions});
    const auto answered = co_await with_deadline(config_.timing.consent, wait_for_answer(pending));
    pending_.erase(slot);
    if (answered)
        co_return answered;
    running_.take_out(slot); // an answer that came with the deadline
    if (answered.error() == Errc::timed_out)
        running_.refuse(slot, Ending::consent);
    co_return answered;
}

asio::awaitable<Result<void>> ModuleOffers::wait_for_answer(PendingPtr pending)
{
    while (!pending->slot && !pending->refused)
        co_await pending->changed.wait();
    if (!pending->refused)
        co_return Result<void>{};
    config_.events.module_ended(pending->info.id, *pending->refused, true, "");
    co_return Errc::refused;
}

asio::awaitable<Result<void>> ModuleOffers::start(PendingPtr pending)
{
    const auto started = co_await running_.start(pending->slot);
    if (started) {
        pending->slot->open();
        config_.events.module_started(pending->info.id, pending->slot->permissions());
    }
    co_return started;
}

Result<void> ModuleOffers::take(const Accept& message)
{
    const auto found = pending_.find(message.slot);
    if (found == pending_.end() || found->second->slot) {
        if (!running_.find(message.slot)) // it was withdrawn meanwhile
            running_.refuse(message.slot, Ending::finished);
        return {};
    }
    auto& pending = *found->second;
    // Never more than what was asked; the other side can only say less.
    auto permissions = intersect(pending.permissions, message.permissions);
    if (permissions.empty())
        return Errc::malformed;
    // Now, as its first messages may follow at once.
    pending.slot = running_.add(message.slot, pending.info, std::move(permissions));
    pending.changed.notify();
    return {};
}

bool ModuleOffers::refused(std::uint8_t slot, Ending ending)
{
    const auto found = pending_.find(slot);
    if (found == pending_.end() || found->second->slot)
        return false;
    found->second->refused = ending;
    found->second->changed.notify();
    return true;
}

std::optional<std::uint8_t> ModuleOffers::free_slot()
{
    // In turn, so that a late word about a former module is not taken for one about the next.
    for (int tries = 0; tries < kMaxSlot; ++tries) {
        last_slot_ = static_cast<std::uint8_t>(last_slot_ % kMaxSlot + 1);
        if (!running_.find(last_slot_) && !pending_.contains(last_slot_))
            return last_slot_;
    }
    return std::nullopt;
}

} // namespace cordee::session
