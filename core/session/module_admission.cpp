#include "core/session/module_admission.hpp"

#include "core/base/printable.hpp"
#include "core/base/race.hpp"

namespace cordee::session {

namespace asio = boost::asio;

ModuleAdmission::ModuleAdmission(const asio::any_io_executor& strand, const SessionConfig& config,
                                 RunningModules& running, const ModuleRights& rights)
    : strand_{strand}, config_{config}, running_{running}, rights_{rights}
{}

Result<void> ModuleAdmission::take(const Offer& message)
{
    if (config_.self != Role::agent || running_.find(message.slot))
        return Errc::unexpected;
    if (!trusted_) { // until the people have compared their digits
        running_.refuse(message.slot, Ending::sas);
        return {};
    }
    if ((answering_ && !answering_->withdrawn) || running_.busy()) {
        running_.refuse(message.slot, Ending::limit);
        return {};
    }
    answering_ = std::make_shared<Answering>(strand_);
    answering_->slot = message.slot;
    running_.spawn(answer(message));
    return {};
}

void ModuleAdmission::withdrawn(std::uint8_t slot)
{
    if (!answering_ || answering_->slot != slot)
        return;
    answering_->withdrawn = true;
    answering_->changed.notify();
}

asio::awaitable<void> ModuleAdmission::answer(Offer offer)
{
    const auto answering = answering_;
    /// Answered, withdrawn or cancelled: the next offer may come.
    struct Conclude {
        AnsweringPtr& present;
        const AnsweringPtr& mine;
        ~Conclude()
        {
            if (present == mine)
                present.reset();
        }
    } conclude{answering_, answering};
    const auto slot = co_await admit(offer, answering);
    if (!slot) {
        if (!answering->withdrawn)
            running_.refuse(offer.slot, slot.error());
        co_return;
    }
    if (answering->withdrawn)
        co_return running_.end(offer.slot, Ending::finished);
    running_.send_control(Accept{offer.slot, (*slot)->consented()});
    if ((*slot)->permissions() != (*slot)->consented())
        running_.send_control(Narrow{offer.slot, (*slot)->permissions()});
    (*slot)->open();
    config_.events.module_started(offer.module, (*slot)->permissions());
}

asio::awaitable<ModuleAdmission::Or<RunningModules::SlotPtr>> ModuleAdmission::admit(Offer offer,
                                                                                     AnsweringPtr answering)
{
    // Before anything is fetched or a person is asked.
    if (!permitted(config_.grant, config_.policy, offer.module, offer.version, offer.permissions))
        co_return Ending::grant;
    const auto request = running_.request(offer.module, offer.version, offer.permissions);
    const auto info = co_await config_.modules.prepare(request);
    if (!info || info->version != offer.version)
        co_return Ending::module;
    const auto permissions = co_await consent(*info, offer.permissions, answering);
    if (!permissions)
        co_return permissions.error();
    const auto slot = running_.add(offer.slot, *info, *permissions);
    slot->set_permissions(rights_.without_withheld_input(slot->consented()));
    const auto started = co_await running_.start(slot);
    if (!started)
        co_return Ending::module;
    co_return slot;
}

asio::awaitable<ModuleAdmission::Or<Permissions>> ModuleAdmission::consent(ModuleInfo info, Permissions asked,
                                                                           AnsweringPtr answering)
{
    const auto most = rights_.allowed(info, asked);
    if (!most)
        co_return Ending::grant;
    const auto* part = find_part(config_.grant, "operator");
    const ConsentRequest question{printable(part->name), printable(part->org), info.id, *most};
    const auto said = co_await ask(question, answering);
    // The grant may have changed while the person thought.
    const auto still = rights_.allowed(info, *most);
    if (!still)
        co_return Ending::grant;
    auto permissions = intersect(*still, said);
    if (permissions.empty())
        co_return Ending::consent;
    co_return permissions;
}

asio::awaitable<Permissions> ModuleAdmission::ask(ConsentRequest question, AnsweringPtr answering)
{
    auto withdrawn = [](AnsweringPtr offer) -> asio::awaitable<Permissions> {
        while (!offer->withdrawn)
            co_await offer->changed.wait();
        co_return Permissions{};
    };
    co_return co_await race(config_.consent->ask(question), withdrawn(answering));
}

} // namespace cordee::session
