#include "core/endpoint/invite.hpp"

#include "core/crypto/timestamps.hpp"
#include "core/crypto/x25519.hpp"

namespace cordee::endpoint {

std::vector<std::string> permissions_for(bool view_only)
{
    return view_only ? std::vector<std::string>{"view"} : std::vector<std::string>{"view", "input"};
}

boost::asio::awaitable<InvitationLink> invite(const Account& account, BrokerClient& broker,
                                              const InvitationStore& store, Random& random,
                                              std::chrono::minutes life, std::vector<std::string> permissions)
{
    auto key = crypto::make_x25519_key_pair(random);
    const std::vector<AskedModule> modules{{kRemoteControl, permissions}};
    const auto invitation = co_await broker.invite(life, key.public_key, modules);
    const auto expires = crypto::parse_timestamp(invitation.expires);
    if (!expires)
        throw not_understood();
    KeptInvitation kept;
    kept.invitation = invitation.id;
    kept.session = invitation.session;
    kept.link_secret = random.secret<16>();
    kept.static_secret = std::move(key.secret);
    kept.permissions = std::move(permissions);
    kept.expires = *expires;
    store.save(kept);
    co_return link_of(account, kept);
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
