#include "apps/broker/broker.hpp"

#include "apps/broker/accounts/asker.hpp"
#include "apps/broker/audit/facts.hpp"
#include "apps/broker/events/tell.hpp"
#include "apps/broker/handlers.hpp"
#include "apps/broker/http/gate.hpp"
#include "apps/broker/http/https_server.hpp"
#include "apps/broker/storage/key_files.hpp"
#include "core/base/logging.hpp"
#include "core/base/version.hpp"

namespace cordee::broker {
namespace {

/// Where the database is, after the folders are.
DatabasePlace prepared_place(const BrokerOptions& options)
{
    make_private_folder(options.data_folder);
    make_private_folder(options.data_folder / "keys");
    if (const auto* file = std::get_if<std::filesystem::path>(&options.database); file && file->empty())
        return options.data_folder / "broker.db";
    return options.database;
}

/// Guesses from many addresses at one operator: slower than for one address, as it also keeps out the right
/// person.
LimitRule per_operator(LimitRule rule)
{
    rule.per_minute *= 4;
    rule.misses *= 4;
    return rule;
}

/// In JSON a text may take twice its length.
constexpr std::size_t kMaxPolicyBody = 2 * kMaxPolicyText + 16 * 1024;

std::size_t most_of(const Request& head)
{
    if (head.method == "PUT" && (head.path == "/api/v1/packages" || head.path == "/api/v1/trust"))
        return kMaxPackage;
    return head.path == "/api/v1/policy" || head.path.starts_with("/api/v1/policy/") ? kMaxPolicyBody
                                                                                     : kMaxBody;
}

/// Those that began while it was allowed.
void end_account_sessions(Broker& broker)
{
    Database::Transaction transaction{broker.database};
    for (const auto& session : broker.sessions.of_way("account"))
        broker.live.revoke(session);
    transaction.commit();
}

} // namespace

Broker::Broker(const boost::asio::any_io_executor& executor, BrokerOptions chosen, const Clock& with_clock,
               Random& with_random)
    : options{std::move(chosen)}, clock{with_clock}, random{with_random}, database{prepared_place(options)},
      audit{database, signing_key_from_file(options.data_folder / "keys" / "audit", random), clock},
      sealer{secret_from_file(options.data_folder / "keys" / "sealing", random), random}, operators{database},
      groups{database, random}, logins{database, clock, random}, api_tokens{database, clock, random},
      second_factors{database, sealer, clock, random}, prepared_answers{database}, repeats{database, sealer,
                                                                                           clock},
      events{executor}, setup{database}, policy{database}, rights{database, policy, clock},
      invitations{database, clock, random}, sessions{database, clock}, meetings{database}, access{database,
                                                                                                  random},
      terms{database}, trust{options.data_folder / "trust.json",
                             signing_key_from_file(options.data_folder / "keys" / "timestamp", random),
                             clock},
      modules{{options.data_folder / "modules", options.modules_folder}},
      grants{database, rights, modules, signing_key_from_file(options.data_folder / "keys" / "grant", random),
             clock,    random},
      live{executor, sessions, grants, audit, clock}, relays{options.data_folder, options.relays, database,
                                                             clock, random},
      pins{database}, connections{database}, session_relays{database,    relays,   pins,
                                                            connections, sessions, clock},
      ends{clock}, devices{database, clock, random}, presence{executor, clock}, shown_keys{clock},
      lookup_limit{options.lookups, clock}, login_limit{options.logins, clock},
      operator_limit{per_operator(options.logins), clock}, side_limit{options.side_requests, clock},
      request_limit{options.requests, clock}, met{executor}, passwords{options.password_cost, random},
      web{options.web_folder}
{
    if (!options.geo_database.empty())
        geo.emplace(options.geo_database);
    router.use_gate(make_gate(*this));
    live.tell(
        [this](const Session& session, const std::string& state) { tell_session(*this, session, state); });
    presence.tell([this](const std::string& device, bool waiting) { tell_device(*this, device, waiting); });
    add_setup_handlers(*this);
    add_login_handlers(*this);
    add_own_account_handlers(*this);
    add_operator_handlers(*this);
    add_group_handlers(*this);
    add_token_handlers(*this);
    add_event_handler(*this);
    add_openapi_handler(*this);
    add_administration_handlers(*this);
    add_policy_handlers(*this);
    add_audit_handlers(*this);
    add_told_handler(*this);
    add_connection_handlers(*this);
    add_invitation_handlers(*this);
    add_invitation_wait_handler(*this);
    add_meeting_handler(*this);
    add_session_handlers(*this);
    add_session_list_handlers(*this);
    add_watch_handler(*this);
    add_colleague_handler(*this);
    add_device_handlers(*this);
    add_device_meeting_handlers(*this);
    add_module_handlers(*this);
    add_web_handlers(*this);
    add_package_handlers(*this);
    add_trust_handlers(*this);
    modules.use_targets(trust.targets());
    modules.use_terms(terms.load());
    add_relay_handlers(*this);
    add_relay_report_handlers(*this);
    add_pages(*this);
    if (const auto fault = audit.fault(); !fault.empty())
        log::error("the audit log was tampered with: {}; cordee audit verify says more", fault);
    audit.record({"broker"}, {}, "broker.start",
                 {.after = object_of({{"version", std::string{program_version()}}})});
    if (!options.by_account)
        end_account_sessions(*this);
}

void Broker::tick()
{
    if (rights.hours_changed()) {
        Database::Transaction transaction{database};
        live.policy_changed();
        transaction.commit();
    }
    audit.tick();
}

std::size_t Broker::body_limit(const Request& head) const
{
    const auto most = most_of(head);
    if (most <= kMaxBody)
        return kMaxBody;
    const auto asker = find_entitled(*this, head);
    return asker && asker->who.role == Role::administrator ? most : kMaxBody;
}

} // namespace cordee::broker
