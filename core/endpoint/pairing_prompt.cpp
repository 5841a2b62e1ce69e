#include "core/endpoint/pairing_prompt.hpp"

#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/endpoint/device_keys.hpp"

namespace cordee::endpoint {

namespace asio = boost::asio;

asio::awaitable<session::PairAnswer> PairingPrompt::ask(const session::Permissions& permissions)
{
    session::PairAnswer out;
    config_.terminal.say(trf("{}, {}, asks to come back later without asking you", config_.with.name,
                             config_.with.organisation));
    const bool yes = co_await agreed();
    if (!yes)
        co_return out;
    auto pairing = config_.with.clone();
    pairing.permissions = permissions;
    pairing.since = config_.clock.now();
    try {
        DeviceKeyStore{config_.state_folder}.adopt(config_.own, config_.random);
        PairingStore{config_.state_folder, "operators"}.save(pairing);
    } catch (const UserError& error) {
        config_.terminal.say(error.what());
        co_return out;
    }
    log::info("paired with {}", pairing.name);
    config_.terminal.say(trf("{} may come back; cordee-agent paired remove {} takes that back", pairing.name,
                             short_name_of_key(pairing.peer_key)));
    out.permissions = permissions;
    out.device = config_.device;
    co_return out;
}

asio::awaitable<bool> PairingPrompt::agreed()
{
    if (config_.allowed_beforehand)
        co_return true;
    const auto question = fmt::format("{} ", tr("Allow it? [y]es, [n]o:"));
    for (;;) {
        const auto line = co_await config_.terminal.ask(question);
        if (!line)
            co_return false;
        const char first = line->empty() ? ' ' : line->front();
        if (first == 'y' || first == 'Y' || first == 'o' || first == 'O')
            co_return true;
        if (first == 'n' || first == 'N')
            co_return false;
    }
}

} // namespace cordee::endpoint
