#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/http/long_poll.hpp"
#include "apps/broker/relays/end_facts.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "apps/broker/sessions/candidates.hpp"

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr std::int64_t kMaxAfter = 1000;

Response met_answer(Broker& broker, const Meeting& meeting)
{
    auto answer = json::make_object();
    answer.set("state", std::string{"met"});
    add_meeting(answer, broker, {meeting, "operator", {}, meeting.agent_name, meeting.candidates});
    return json_response(200, answer);
}

/// Throws when nobody can come any more.
void check_open(const Broker& broker, const Invitation& invitation, const Request& request)
{
    if (invitation.state != InvitationState::open)
        throw invitation_problem(Errc::already_used, request);
    if (broker.clock.now() >= invitation.expires)
        throw invitation_problem(Errc::expired, request);
}

asio::awaitable<Response> wait_for_meeting(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    require_own_invitation(broker, id, who, request);
    const auto body = read_optional_body(request);
    const auto after = static_cast<int>(read_number(*body, "after", kMaxAfter, 0, request));
    if (const auto candidates = read_candidates(*body, request))
        broker.invitations.set_candidates(id, *candidates);
    broker.ends.note("invitation " + id, read_end(broker, *body, request));
    const auto meeting = co_await long_poll(broker.met, id, read_patience(broker, *body, request), [&] {
        const auto invitation = require_own_invitation(broker, id, who, request);
        auto found = broker.meetings.find(invitation.session, after + 1);
        if (!found)
            check_open(broker, invitation, request);
        return found;
    });
    if (meeting)
        co_return met_answer(broker, *meeting);
    auto answer = json::make_object();
    answer.set("state", std::string{"waiting"});
    co_return json_response(200, answer);
}

} // namespace

void add_invitation_wait_handler(Broker& broker)
{
    broker.router.add("POST", "/api/v1/invitations/{}/wait",
                      [&broker](const Request& request, const Captures& captures) {
                          return wait_for_meeting(broker, request, captures.at(0));
                      });
}

} // namespace cordee::broker
