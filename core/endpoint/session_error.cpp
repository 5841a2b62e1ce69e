#include "core/endpoint/session_error.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/error_text.hpp"
#include "core/transport/try_text.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

using session::Ending;
using session::Role;

/// How to begin anew differs: the operator invites, the client asks for it.
std::string begin_anew(Role self)
{
    return text(self == Role::operator_ ? tr("invite the client again") : tr("ask for a new code or link"));
}

UserError access_error(Ending ending, bool by_peer, Role self)
{
    switch (ending) {
    case Ending::auth:
        if (self == Role::operator_ && !by_peer)
            return {text(tr("somebody came with a code or link that is not the right one, and was refused")),
                    begin_anew(self)};
        return {text(tr("this code or link was not accepted")), begin_anew(self)};
    case Ending::used:
        return {text(tr("this invitation was already used")), begin_anew(self)};
    case Ending::expired:
        return {text(tr("the permission for this session has ended")), begin_anew(self)};
    case Ending::grant:
        if (self == Role::operator_ && by_peer)
            return {
                text(tr("the other computer does not permit this, or not any more: by its owner's rules or "
                        "the organisation's")),
                text(tr("ask its owner when it may be reached, and the administrator for the policy"))};
        return {text(tr("the organisation does not permit this session")),
                text(tr("ask the administrator to allow it in the policy"))};
    case Ending::revoked:
        return {text(tr("permission was withdrawn")), text(tr("ask the administrator why"))};
    case Ending::identity:
        return {text(tr("the other side's key is not the one that the broker vouches for")),
                text(tr("the connection may be intercepted; speak with the other person before you go on"))};
    case Ending::sas:
        return {text(tr("the numbers differ: the connection may be intercepted, and was closed")),
                text(tr("speak with the other person before you try again"))};
    default:
        return by_peer ? UserError{text(tr("the other person declined")),
                                   text(tr("agree on what is needed, then invite again"))}
                       : UserError{text(tr("you declined")), begin_anew(self)};
    }
}

UserError path_error(Ending ending, Role self)
{
    switch (ending) {
    case Ending::version:
        return {text(tr("one side needs an update")),
                text(tr("install the same version of Cordée on both sides"))};
    case Ending::connection_lost:
        return {text(tr("the connection through the relay was lost")), begin_anew(self)};
    case Ending::silent:
        return {text(tr("nothing was heard from the other side for too long")), begin_anew(self)};
    case Ending::limit:
        return {text(tr("too many attempts")), text(tr("try again later"))};
    case Ending::module:
        return {text(tr("a component was refused: not signed, too old or withdrawn")),
                text(tr("the other side's message says more; ask the administrator"))};
    case Ending::resume:
        return {text(tr("the session could not be continued")), begin_anew(self)};
    default:
        return {text(tr("the connection was damaged and closed")), begin_anew(self)};
    }
}

} // namespace

UserError session_error(Ending ending, bool by_peer, Role self)
{
    switch (ending) {
    case Ending::auth:
    case Ending::used:
    case Ending::expired:
    case Ending::grant:
    case Ending::revoked:
    case Ending::identity:
    case Ending::consent:
    case Ending::sas:
        return access_error(ending, by_peer, self);
    default:
        return path_error(ending, self);
    }
}

UserError relay_error(boost::system::error_code error, const transport::Address& relay, Role self)
{
    const auto name = transport::to_string(relay);
    if (error == Errc::unreachable || error == Errc::timed_out)
        return {trf("the relay at {} cannot be reached", name),
                text(tr("check your network; the administrator checks that the relay is running"))};
    if (error == Errc::not_permitted)
        return {trf("this network's proxy does not let pass to the relay at {}", name),
                text(tr("set connection.proxy to \"http://user:password@host:port\", with special characters "
                        "percent-encoded"))};
    if (error == Errc::unsupported)
        return {trf("nothing is allowed by which the relay at {} could be reached", name),
                text(tr("ask the administrator to allow ports and encapsulations for this side"))};
    if (error == Errc::not_found)
        return {trf("the other side did not come to the relay at {}", name), begin_anew(self)};
    if (error == Errc::exhausted)
        return {trf("the relay at {} is full", name), text(tr("try again later"))};
    if (error == Errc::malformed)
        return {trf("what answers at {} is not a relay", name),
                text(tr("the administrator corrects relay.address in the broker's settings"))};
    if (error == Errc::refused || error == Errc::expired || error == Errc::already_used)
        return {trf("the relay at {} refused the ticket", name), begin_anew(self)};
    return {trf("the connection to the relay at {} was lost", name), begin_anew(self)};
}

UserError relay_error(boost::system::error_code error, const transport::Address& relay,
                      const std::vector<transport::RelayTry>& tries, Role self)
{
    const bool reached = std::any_of(tries.begin(), tries.end(),
                                     [](const auto& each) { return each.end == transport::TryEnd::reached; });
    if (tries.empty() || reached)
        return relay_error(error, relay, self);
    return {
        trf("the relay {} cannot be reached from this network: {}", relay.host, transport::explain(tries)),
        transport::advice(tries)};
}

UserError grant_error(boost::system::error_code error)
{
    if (error == Errc::expired || error == Errc::not_yet_valid)
        return {text(tr("the permission for this session is not valid at this time")),
                text(tr("check that the clocks of this computer and of the broker are right"))};
    return {text(tr("the permission for this session is not genuine")),
            text(tr("the broker may be wrong or changed; ask the administrator"))};
}

UserError package_error(const std::string& module, boost::system::error_code error)
{
    if (error == Errc::expired || error == Errc::already_used || error == Errc::not_permitted)
        return {trf("the package of {} was refused: it is older than it must be", module),
                text(tr("ask the administrator to install the newest package at the broker"))};
    if (error == Errc::unsupported)
        return {trf("the package of {} does not fit this version of Cordée", module),
                text(tr("install the same version of Cordée on both sides"))};
    return {trf("the package of {} was refused: it is not signed by its publisher, or was changed", module),
            text(tr("ask the administrator to install the genuine package at the broker"))};
}

UserError start_error(const std::string& module, boost::system::error_code error, const std::string& why)
{
    if (!why.empty())
        return {trf("{} does not run here: {}", module, why),
                text(tr("correct this, then begin a new session"))};
    if (error == Errc::unsupported)
        return package_error(module, error);
    if (error == Errc::io_error)
        return {trf("{} does not run here: no process could be started for it", module),
                text(tr("install Cordée completely, or set plugin.host to where it is"))};
    if (error == Errc::timed_out)
        return {trf("{} does not run here: it did not start in time", module),
                text(tr("begin a new session; if it stays so, ask the administrator"))};
    return {trf("{} does not run here: its process ended", module),
            text(tr("begin a new session; if it stays so, ask the administrator"))};
}

} // namespace cordee::endpoint
