#include "core/endpoint/invite.hpp"

#include "core/base/language.hpp"
#include "core/crypto/session_code.hpp"
#include "core/crypto/timestamps.hpp"
#include "core/crypto/x25519.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

bool has(const std::vector<AskedModule>& modules, const std::string& id, const std::string& permission)
{
    return std::any_of(modules.begin(), modules.end(), [&](const auto& module) {
        return module.id == id && std::find(module.permissions.begin(), module.permissions.end(),
                                            permission) != module.permissions.end();
    });
}

/// An operator who asked for control and would get a view is told so now, not in front of the client. Of
/// other modules everything was asked for, so any part of it will do.
std::optional<UserError> what_is_missing(const std::vector<AskedModule>& asked,
                                         const std::vector<AskedModule>& left)
{
    for (const auto& module : asked)
        for (const auto& permission : module.permissions)
            if (!has(left, module.id, permission) &&
                (module.id == kRemoteControl ||
                 std::ranges::none_of(module.permissions,
                                      [&](const auto& any) { return has(left, module.id, any); })))
                return UserError{
                    trf("the policy does not allow you the permission {} of {}", permission, module.id),
                    std::string{tr("ask the administrator, or ask for less (--view)")}};
    return std::nullopt;
}

/// Of what was asked, what is left.
std::vector<AskedModule> both(std::vector<AskedModule> asked, const std::vector<AskedModule>& left)
{
    for (auto& module : asked)
        std::erase_if(module.permissions,
                      [&](const auto& permission) { return !has(left, module.id, permission); });
    return asked;
}

/// An invitation that is of no use; that it stays until it expires would do no harm.
boost::asio::awaitable<void> withdraw(BrokerClient& broker, std::string invitation)
{
    try {
        co_await broker.withdraw(invitation);
    } catch (const BrokerError&) {
    }
}

} // namespace

std::vector<std::string> permissions_for(bool view_only)
{
    return view_only ? std::vector<std::string>{"view"} : std::vector<std::string>{"view", "input"};
}

boost::asio::awaitable<Invited> invite(const Account& account, BrokerClient& broker,
                                       const InvitationStore& store, Random& random, const Clock& clock,
                                       std::chrono::minutes life, std::vector<AskedModule> wanted)
{
    const auto now = clock.now();
    auto key = crypto::make_x25519_key_pair(random);
    const auto invitation = co_await broker.invite(life, key.public_key, wanted);
    const auto expires = crypto::parse_timestamp(invitation.expires);
    if (!expires)
        throw not_understood();
    if (const auto missing = what_is_missing(wanted, invitation.modules)) {
        co_await withdraw(broker, invitation.id);
        throw UserError{*missing};
    }
    KeptInvitation kept;
    kept.invitation = invitation.id;
    kept.session = invitation.session;
    kept.link_secret = random.secret<16>();
    kept.static_secret = std::move(key.secret);
    kept.modules = both(std::move(wanted), invitation.modules);
    kept.expires = std::min<WallTime>(*expires, now + life); // the broker may say less, never more
    Invited out;
    if (!invitation.code.empty()) {
        const auto code = crypto::SessionCode::make(invitation.code, random);
        if (!code)
            throw not_understood();
        out.code = code->format();
        kept.code = KeptCode{code->routing(), code->secret().clone(),
                             std::min<WallTime>(kept.expires, now + kCodeLife), 0};
    }
    store.save(kept);
    out.link = link_of(account, kept);
    co_return out;
}

InvitationLink link_of(const Account& account, const KeptInvitation& kept)
{
    InvitationLink link;
    link.broker = account.broker;
    link.invitation = kept.invitation;
    link.secret = kept.link_secret.clone();
    link.pin = account.pin;
    return link;
}

} // namespace cordee::endpoint
