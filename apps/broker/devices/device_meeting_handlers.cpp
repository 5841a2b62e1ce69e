#include "apps/broker/audit/facts.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/input.hpp"
#include "apps/broker/http/long_poll.hpp"
#include "apps/broker/relays/end_facts.hpp"
#include "apps/broker/sessions/answers.hpp"
#include "apps/broker/sessions/candidates.hpp"
#include "apps/broker/sessions/wanted_modules.hpp"
#include "core/base/logging.hpp"

#include <algorithm>

namespace cordee::broker {
namespace {

namespace asio = boost::asio;

constexpr const char* kPaired = "device";
constexpr const char* kByAccount = "account";

bool is_way_to_a_device(const std::string& way)
{
    return way == kPaired || way == kByAccount;
}

/// By which ways the device lets somebody come; those who were paired, when it does not say.
std::vector<std::string> read_ways(const json::Object& body, const Request& request)
{
    if (!body.has("ways"))
        return {kPaired};
    auto ways = json::get_strings(body, "ways");
    if (!ways || ways->empty() || ways->size() > 2 || !std::ranges::all_of(*ways, is_way_to_a_device))
        throw bad_field("ways", request);
    return std::move(*ways);
}

std::string read_way(const json::Object& body, const Request& request)
{
    if (!body.has("way"))
        return kPaired;
    auto way = read_text(body, "way", 16, request);
    if (!is_way_to_a_device(way))
        throw bad_field("way", request);
    return way;
}

Device require_device(const Broker& broker, const std::string& id, const Request& request)
{
    auto device = broker.devices.find_by_access(request.bearer);
    if (!device || device->id != id)
        throw Problem{ProblemCode::unauthorized,
                      std::string{tr("this device is not enrolled, or was removed", request.language)},
                      std::string{tr("ask an administrator to announce the device again", request.language)}};
    return *device;
}

/// The device's side of a session that is for it.
json::Object visit_answer(Broker& broker, const DevicePresence::Visit& visit)
{
    auto answer = json::make_object();
    const auto session = broker.sessions.find(visit.session);
    const auto meeting = broker.meetings.latest(visit.session);
    if (session.has_error() || session->revoked || !meeting)
        return answer; // over before it began
    const auto who = broker.operators.find(session->operator_id);
    const auto name = who ? who->name : std::string{};
    const auto access = broker.access.give({session->id, "agent", meeting->attempt});
    answer.set("operator", name);
    add_meeting(answer, broker, {*meeting, "agent", access, name, visit.candidates});
    return answer;
}

asio::awaitable<Response> wait_for_operator(Broker& broker, const Request& request, std::string id)
{
    require_device(broker, id, request);
    const auto body = read_optional_body(request);
    const auto ways = read_ways(*body, request);
    if (auto candidates = read_candidates(*body, request))
        broker.presence.set_candidates(id, std::move(*candidates));
    broker.ends.note("device " + id, read_end(broker, *body, request));
    const DevicePresence::Poll poll{broker.presence, id, ways};
    const auto visit =
        co_await long_poll(broker.presence.came(), id, read_patience(broker, *body, request), [&] {
            require_device(broker, id, request);
            return broker.presence.take(id, ways);
        });
    co_return json_response(200, visit ? visit_answer(broker, *visit) : json::make_object());
}

Problem not_waiting(const Device& device, const Request& request)
{
    return {ProblemCode::not_waiting,
            fill(tr("the device {} does not wait for anybody now", request.language), device.name),
            std::string{tr("check that it is switched on, connected, and that cordee-agent serve runs",
                           request.language)}};
}

/// The organisation's own rule, whatever the device allows.
Problem account_is_off(const Request& request)
{
    return {
        ProblemCode::way_closed,
        std::string{tr("this organisation lets nobody come to a device on the broker's word alone",
                       request.language)},
        std::string{tr("help somebody there once with cordee control --pair, then come back without asking",
                       request.language)}};
}

Problem way_closed(const Device& device, const std::string& way, const Request& request)
{
    if (way == kByAccount)
        return {ProblemCode::way_closed,
                fill(tr("the device {} takes only operators who were paired with it", request.language),
                     device.name),
                std::string{tr("somebody there sets account.allowed to true and runs cordee-agent serve in a "
                               "terminal; or get paired with cordee control --pair",
                               request.language)}};
    return {
        ProblemCode::way_closed,
        fill(tr("the device {} takes nobody now while no person is at it", request.language), device.name),
        std::string{tr("its owner sets unattended.allowed to true; or call the person there with "
                       "cordee control --by-account",
                       request.language)}};
}

Device require_waiting(const Broker& broker, const std::string& id, const std::string& way,
                       const Request& request)
{
    auto device = broker.devices.find(id);
    if (!device)
        throw device_problem(request);
    if (!device->enrolled() || !broker.presence.waiting(id))
        throw not_waiting(*device, request);
    if (!broker.presence.waiting(id, way))
        throw way_closed(*device, way, request);
    return *device;
}

Session begin_session(Broker& broker, const Operator& who, const Device& device, const std::string& way,
                      const std::string& key, const std::vector<ModuleAccess>& modules)
{
    Session made{to_hex(broker.random.bytes<16>()), who.id, key, device.key, device.name, modules};
    made.way = way;
    made.device = device.id;
    return broker.sessions.begin(std::move(made), broker.options.session_life);
}

asio::awaitable<Response> meet_device(Broker& broker, const Request& request, std::string id)
{
    const auto who = require_operator(broker, request);
    // Each one keeps the device busy for a moment.
    require_turn(broker.operator_limit, "device " + id + " " + std::to_string(who.id), request);
    const auto body = read_body(request);
    const auto way = read_way(*body, request);
    if (way == kByAccount && !broker.options.by_account)
        throw account_is_off(request);
    const auto device = require_waiting(broker, id, way, request);
    const auto key = read_key(*body, request);
    if (key == device.key)
        throw bad_field("key", request);
    const auto asked = read_modules(*body, request);
    const auto own = read_candidates(*body, request).value_or(std::vector<std::string>{});
    auto own_end = read_end(broker, *body, request);
    allowed_modules(broker, who, device.id, asked, request);
    Database::Transaction transaction{broker.database};
    const auto session = begin_session(broker, who, device, way, key, asked);
    const auto grant = broker.live.first(session);
    if (grant.has_error())
        throw session_problem(grant.error(), request);
    const Meeting meeting{
        session.id, 1, session.way, device.key, device.name, *grant, broker.presence.candidates(id)};
    broker.meetings.add(meeting);
    broker.session_relays.choose(session, 1, std::move(own_end), broker.ends.find("device " + id));
    auto answer = json::make_object();
    add_meeting(answer, broker, {meeting, "operator", {}, device.name, meeting.candidates});
    if (!broker.presence.bring(id, {session.id, way, own}))
        throw too_many(std::chrono::seconds{30}, request);
    auto after = object_of(asked);
    after.set("way", way);
    record(broker, request, who, "device.meet",
           {.session = session.id, .object = device.name, .after = std::move(after)});
    transaction.commit();
    tell_session(broker, session, "running");
    log::info("session {} begins, at device {}", session.id, id);
    co_return json_response(200, answer);
}

} // namespace

void add_device_meeting_handlers(Broker& broker)
{
    auto& router = broker.router;
    router.add("POST", "/api/v1/devices/{}/wait",
               [&broker](const Request& request, const Captures& captures) {
                   return wait_for_operator(broker, request, captures.at(0));
               });
    router.add("POST", "/api/v1/devices/{}/meetings",
               [&broker](const Request& request, const Captures& captures) {
                   return meet_device(broker, request, captures.at(0));
               });
}

} // namespace cordee::broker
