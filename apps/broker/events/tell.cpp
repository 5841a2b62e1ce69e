#include "apps/broker/events/tell.hpp"

#include "apps/broker/broker.hpp"

namespace cordee::broker {
namespace {

std::set<std::int64_t> rulers(Broker& broker, std::int64_t operator_id)
{
    const auto of = broker.groups.rulers_of(broker.groups.of_operator(operator_id));
    std::set<std::int64_t> out{of.begin(), of.end()};
    out.merge(broker.operators.administrators());
    return out;
}

} // namespace

void tell_everybody(Broker& broker, const std::string& kind)
{
    broker.events.emit(kind, json::make_object(), {true, {}});
}

void tell_administrators(Broker& broker, const std::string& kind)
{
    if (!broker.events.any())
        return;
    auto who = broker.operators.administrators();
    who.merge(broker.operators.scoped_administrators());
    broker.events.emit(kind, json::make_object(), {false, std::move(who)});
}

void tell_invitation(Broker& broker, const std::string& id, std::int64_t operator_id,
                     const std::string& state)
{
    auto fields = json::make_object();
    fields.set("id", id);
    fields.set("state", state);
    broker.events.emit("invitation", fields, {false, {operator_id}});
}

void tell_session(Broker& broker, const Session& session, const std::string& state)
{
    if (!broker.events.any())
        return;
    auto fields = json::make_object();
    fields.set("id", session.id);
    fields.set("state", state);
    auto who = rulers(broker, session.operator_id);
    who.insert(session.operator_id);
    if (session.introducer != 0)
        who.insert(session.introducer);
    broker.events.emit("session", fields, {false, std::move(who)});
}

void tell_device(Broker& broker, const std::string& device, bool waiting)
{
    auto fields = json::make_object();
    fields.set("id", device);
    fields.set("waiting", waiting);
    broker.events.emit("device", fields, {true, {}});
}

} // namespace cordee::broker
