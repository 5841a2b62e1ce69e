#include "apps/broker/relays/relays.hpp"

#include "apps/broker/policy/module_access.hpp"
#include "core/base/logging.hpp"

namespace cordee::broker {

std::string_view to_string(RelayPresence presence)
{
    switch (presence) {
    case RelayPresence::alive:
        return "alive";
    case RelayPresence::silent:
        return "silent";
    case RelayPresence::draining:
        return "draining";
    case RelayPresence::never_seen:
        break;
    }
    return "never_seen";
}

Relays::Relays(const std::filesystem::path& data, const std::vector<RelaySpec>& named, Database& database,
               const Clock& clock, Random& random)
    : data_{data}, store_{database}, clock_{clock}, random_{random}, guard_{clock, random}
{
    for (const auto& spec : named)
        insert({data, spec, clock, random}, {spec.id}, true);
    for (const auto& stored : store_.list()) {
        if (relays_.contains(stored.id)) // the settings are nearer to the administrator
            continue;
        RelaySpec spec;
        if (stored.told)
            spec = stored.told->spec;
        spec.id = stored.id;
        insert({data, spec, clock, random}, stored, false);
    }
}

void Relays::insert(RelayAccess access, const StoredRelay& stored, bool named)
{
    Entry entry{std::move(access), named, stored.region, stored.place, stored.told};
    entry.heard = clock_.steady();
    entry.heard_at = entry.alive_since = clock_.now();
    relays_.emplace(stored.id, std::move(entry));
}

Relays::Entry* Relays::find(const std::string& id)
{
    const auto found = relays_.find(id);
    return found == relays_.end() ? nullptr : &found->second;
}

const Relays::Entry* Relays::find(const std::string& id) const
{
    const auto found = relays_.find(id);
    return found == relays_.end() ? nullptr : &found->second;
}

Result<Relays::Credentials> Relays::add(const Wish& wish)
{
    if (!is_relay_id(wish.id))
        return Errc::malformed;
    if (relays_.contains(wish.id))
        return Errc::already_used;
    if (relays_.size() >= kMost)
        return Errc::exhausted;
    RelaySpec spec;
    spec.id = wish.id;
    const StoredRelay stored{wish.id, wish.region, wish.place, clock_.now(), {}};
    RelayAccess access{data_, spec, clock_, random_};
    Credentials out{access.secret_text(), access.ticket_key_text()};
    store_.add(stored);
    insert(std::move(access), stored, false);
    log::info("relay {} was added", wish.id);
    return out;
}

Result<void> Relays::remove(const std::string& id)
{
    const auto* const entry = find(id);
    if (entry == nullptr)
        return Errc::not_found;
    if (entry->named)
        return Errc::not_permitted;
    store_.remove(id);
    forget_relay_access(data_, id);
    guard_.forget(id);
    relays_.erase(id);
    log::info("relay {} was removed", id);
    return {};
}

Result<void> Relays::report(const std::string& id, std::string_view body, std::string_view proof)
{
    auto* const entry = find(id);
    if (entry == nullptr)
        return Errc::not_found;
    if (const auto let_in = guard_.accept(id, entry->access.secret(), body, proof); let_in.has_error())
        return let_in.error();
    const auto object = json::parse(body);
    auto report = object ? relay_report_from_json(**object) : Result<RelayReport>{object.error()};
    if (report.has_error())
        return Errc::not_permitted;
    take(*entry, std::move(*report));
    return {};
}

void Relays::take(Entry& entry, RelayReport report)
{
    const auto before = presence_of(entry);
    report.spec.id = entry.access.spec().id;
    report.spec.capacity = entry.access.spec().capacity;
    RelayReport registration{report.spec, report.region, report.place, report.interval, {}};
    if (!entry.named && (!entry.told || !is_same_registration(*entry.told, registration))) {
        store_.save_told(report.spec.id, registration);
        entry.access.set_spec(report.spec);
        log::info("relay {} is at {} with {} ports", report.spec.id, report.spec.host,
                  report.spec.ports.size());
    }
    entry.down = !report.load;
    entry.reported = true;
    entry.heard = clock_.steady();
    entry.heard_at = clock_.now();
    if (report.load)
        entry.load.report({report.load->sessions, report.load->cpu});
    else if (entry.told)
        report.load = entry.told->load;
    entry.told = std::move(report);
    const auto now = presence_of(entry);
    if (before == now)
        return;
    entry.alive_since = clock_.now();
    log::info("relay {} is {}, it was {}", entry.access.spec().id, to_string(now), to_string(before));
}

RelayPresence Relays::presence_of(const Entry& entry) const
{
    if (!entry.named && !entry.told)
        return RelayPresence::never_seen;
    if (entry.named && !entry.reported) // nobody reports of it, and the settings say that it is there
        return RelayPresence::alive;
    if (entry.down || clock_.steady() - entry.heard > kMissing * entry.told->interval)
        return RelayPresence::silent;
    return entry.told->load && entry.told->load->draining ? RelayPresence::draining : RelayPresence::alive;
}

RelayFacts Relays::facts_of(const Entry& entry) const
{
    RelayFacts out;
    out.id = entry.access.spec().id;
    out.region = !entry.region.empty() || !entry.told ? entry.region : entry.told->region;
    out.place = entry.place || !entry.told ? entry.place : entry.told->place;
    out.capacity = entry.access.spec().capacity;
    if (entry.told && entry.told->load) {
        out.capacity = entry.told->load->capacity;
        out.index = entry.told->load->index;
    }
    const auto presence = presence_of(entry);
    out.state = presence == RelayPresence::alive      ? RelayState::alive
                : presence == RelayPresence::draining ? RelayState::draining
                                                      : RelayState::silent;
    out.load = entry.load.believed();
    out.standing = entry.outcomes.standing(clock_.steady());
    return out;
}

std::vector<RelayFacts> Relays::facts() const
{
    std::vector<RelayFacts> out;
    for (const auto& [id, entry] : relays_)
        if (entry.named || entry.told)
            out.push_back(facts_of(entry));
    return out;
}

bool Relays::usable(const std::string& id) const
{
    const auto* const entry = find(id);
    return entry != nullptr && presence_of(*entry) == RelayPresence::alive;
}

std::vector<RelaySpec> Relays::specs(const std::vector<std::string>& ids) const
{
    std::vector<RelaySpec> out;
    for (const auto& id : ids)
        if (const auto* const entry = find(id); entry != nullptr && (entry->named || entry->told))
            out.push_back(entry->access.spec());
    return out;
}

std::vector<RelaySpec> Relays::specs() const
{
    std::vector<RelaySpec> out;
    for (const auto& [id, entry] : relays_)
        if (entry.named || entry.told)
            out.push_back(entry.access.spec());
    return out;
}

json::Array::Ptr Relays::offer(const std::vector<std::string>& ids, const TicketOrder& order) const
{
    json::Array::Ptr out{new json::Array};
    for (const auto& id : ids)
        if (const auto* const entry = find(id); entry != nullptr && (entry->named || entry->told))
            out->add(entry->access.offer(order));
    return out;
}

void Relays::assigned(const std::string& id)
{
    if (auto* const entry = find(id))
        entry->load.assigned();
}

void Relays::left(const std::string& id)
{
    if (auto* const entry = find(id))
        entry->load.left();
}

void Relays::note_outcome(const std::string& id, const std::string& source, bool reached)
{
    if (auto* const entry = find(id))
        entry->outcomes.note(source, reached, clock_.steady());
}

std::vector<Relays::Listed> Relays::list() const
{
    std::vector<Listed> out;
    for (const auto& [id, entry] : relays_) {
        const auto facts = facts_of(entry);
        const auto presence = presence_of(entry);
        const auto since = presence == RelayPresence::silent ? entry.heard_at : entry.alive_since;
        out.push_back({entry.access.spec(), entry.named, facts.region, facts.place, presence, since,
                       entry.told ? entry.told->load : std::nullopt, facts.load, facts.capacity});
    }
    return out;
}

} // namespace cordee::broker
