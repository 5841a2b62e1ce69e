#include "core/endpoint/broker_error.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/error_text.hpp"

namespace cordee::endpoint {
namespace {

std::string ask_for_new()
{
    return text(tr("ask for a new one"));
}

BrokerError unauthorized(Asked asked)
{
    if (asked == Asked::login)
        return {"unauthorized", text(tr("the e-mail address or the password is not right")),
                text(tr("check both; after many attempts the broker makes you wait"))};
    if (asked == Asked::setup)
        return {"unauthorized", text(tr("this setup link is not accepted")),
                text(tr("use the link that the broker printed when it started for the first time"))};
    if (asked == Asked::enrolment)
        return {"unauthorized", text(tr("this enrolment token is not accepted")),
                text(tr("ask the administrator for a new one"))};
    if (asked == Asked::device)
        return {"unauthorized", text(tr("the broker does not know this device any more")),
                text(tr("ask the administrator to enrol it again"))};
    return {"unauthorized", text(tr("your login is no longer valid")),
            text(tr("log in again with cordee login"))};
}

/// The broker's own words when it gave some.
BrokerError in_its_words(const Problem& problem, std::string_view otherwise, std::string_view hint)
{
    return {problem.code,
            problem.detail.empty() ? text(otherwise) : trf("the broker says: {}", problem.detail),
            problem.hint.empty() ? text(hint) : problem.hint};
}

BrokerError not_found(const Problem& problem, Asked asked)
{
    if (asked == Asked::meeting || asked == Asked::invitation)
        return {"not_found", text(tr("this link was not accepted")), ask_for_new()};
    if (asked == Asked::code)
        return {"not_found", text(tr("this code was not accepted")),
                text(tr("check it with whoever gave it to you; a code is good for ten minutes"))};
    if (asked == Asked::session)
        return {"not_found", text(tr("the broker does not know this session any more")),
                text(tr("start a new one"))};
    if (asked == Asked::device)
        return {"not_found", text(tr("there is no such device")),
                text(tr("check its name among the devices of your organisation"))};
    if (asked == Asked::module)
        return {"not_found", text(tr("the broker does not have this component for this computer")),
                text(tr("ask the administrator to install its package at the broker"))};
    return in_its_words(problem, tr("the broker does not know what was asked for"),
                        tr("one side may need an update"));
}

} // namespace

BrokerError no_answer(boost::system::error_code error, const std::string& broker)
{
    if (error == Errc::bad_key)
        return {"identity",
                trf("what answers at {} is not the expected broker: its key is another one", broker),
                text(tr("the connection may be intercepted; ask whoever gave you the link or the pin"))};
    if (error == Errc::bad_signature)
        return {
            "identity", trf("what answers at {} cannot prove to be that broker", broker),
            text(tr("give its pin with --pin: it is the end of its setup link, and of every invitation"))};
    if (error == Errc::malformed || error == Errc::too_large || error == Errc::unsupported)
        return {"protocol", trf("what answers at {} does not speak like a broker", broker),
                text(tr("check the address and the port"))};
    if (error == Errc::timed_out)
        return {"unreachable", trf("the broker at {} did not answer in time", broker),
                text(tr("check your network, then try again"))};
    return {"unreachable", trf("the broker at {} cannot be reached", broker),
            text(tr("check the address, your network, and that the broker is running"))};
}

BrokerError answered_no(const Problem& problem, Asked asked)
{
    const auto& code = problem.code;
    if (code == "unauthorized")
        return unauthorized(asked);
    if (code == "not_found")
        return not_found(problem, asked);
    if (code == "revoked")
        return {code, text(tr("the permission for this session was withdrawn")),
                text(tr("ask the administrator"))};
    if (code == "not_waiting")
        return {code, text(tr("this device cannot be reached now")),
                text(tr("check that it is switched on and connected, then try again"))};
    if (code == "expired")
        return {code, text(tr("this invitation has expired")), ask_for_new()};
    if (code == "used")
        return {code, text(tr("this invitation was already used")), ask_for_new()};
    if (code == "limit")
        return {code, text(tr("too many attempts")), text(tr("try again later"))};
    if (code == "module_denied")
        return {code,
                problem.detail.empty()
                    ? text(tr("the organisation does not permit this session"))
                    : trf("the organisation does not permit this session: {}", problem.detail),
                text(tr("ask the administrator to allow it in the policy"))};
    if (code == "setup_closed")
        return {code, text(tr("this broker is already set up")), text(tr("log in with cordee login"))};
    if (code == "forbidden")
        return {code, text(tr("your account may not do this")), text(tr("ask an administrator"))};
    if (code == "internal")
        return {code, text(tr("the broker had a problem of its own")),
                text(tr("try again; if it stays, the administrator finds more in the broker's log"))};
    return in_its_words(problem, tr("the broker refused the request"), tr("check what you entered"));
}

BrokerError not_understood()
{
    return {"protocol", text(tr("the broker's answer was not understood")),
            text(tr("one side may need an update"))};
}

} // namespace cordee::endpoint
