#include "core/session/modules.hpp"

namespace cordee::session {

namespace asio = boost::asio;

Modules::Modules(const asio::any_io_executor& strand, const SessionConfig& config, Channels& channels,
                 std::string peer_name)
    : running_{strand, config, channels, std::move(peer_name)}, rights_{config, input_, running_},
      offers_{strand, config, running_, rights_},
      admission_{strand, config, running_, rights_}, self_{config.self}
{}

asio::awaitable<Result<void>> Modules::offer(std::string module, Permissions permissions)
{
    return offers_.offer(std::move(module), std::move(permissions));
}

bool Modules::is_input(const ModuleSlot& slot, std::uint8_t index) const
{
    return self_ == Role::agent && slot.info().channels[index].priority == PriorityClass::input;
}

void Modules::message(std::uint16_t channel, Bytes message)
{
    const auto slot = running_.behind(channel); // it may end inside
    if (!slot)
        return;
    const auto index = decode_channel(channel).index;
    if (is_input(*slot, index) && !input_.open()) {
        // Another participant has the input, or nobody knows who sits there now.
        const auto size = message.size();
        if (!input_.put(channel, std::move(message)))
            slot->passed_over(index, size);
        return;
    }
    if (!slot->deliver(index, std::move(message))) // its other half does not keep to the rules
        running_.end(slot->number(), Ending::module);
}

void Modules::unreliable(std::uint16_t channel, View message)
{
    const auto slot = running_.behind(channel);
    if (!slot)
        return;
    const auto index = decode_channel(channel).index;
    if (!is_input(*slot, index) || input_.open())
        slot->deliver_unreliable(index, message);
}

Result<void> Modules::take(const Stop& message)
{
    const auto ending = ending_from_code(message.code);
    admission_.withdrawn(message.slot);
    if (!offers_.refused(message.slot, ending))
        running_.ended_by_peer(message.slot, ending);
    return {};
}

Result<void> Modules::take(const Restart& message)
{
    if (const auto slot = running_.find(message.slot))
        slot->peer_restarted(message.generation);
    return {};
}

Result<void> Modules::take(const Credit& message)
{
    const auto slot = running_.find(message.slot);
    return slot ? slot->credit(message) : Result<void>{};
}

void Modules::withdraw(const std::string& module, const Permissions& permissions)
{
    rights_.withdraw(module, permissions);
}

bool Modules::stop(const std::string& module)
{
    bool found = false;
    for (const auto& slot : running_.all()) {
        if (slot->info().id != module)
            continue;
        found = true;
        running_.end(slot->number(), Ending::finished);
    }
    return found;
}

bool Modules::stop_privileged()
{
    rights_.stop_privileged();
    return !running_.empty();
}

void Modules::focus(bool held)
{
    input_.focus(held);
    rights_.apply();
}

void Modules::release_input()
{
    for (auto& waiting : input_.release())
        message(waiting.channel, std::move(waiting.message));
}

void Modules::refuse_input()
{
    input_.refuse();
    rights_.apply();
}

asio::awaitable<void> Modules::stop_all()
{
    offers_.close();
    co_await running_.stop_all();
}

} // namespace cordee::session
