#include "apps/broker/broker.hpp"

#include "apps/broker/handlers.hpp"
#include "apps/broker/key_files.hpp"

namespace cordee::broker {
namespace {

const std::filesystem::path& prepared(const std::filesystem::path& folder)
{
    make_private_folder(folder);
    make_private_folder(folder / "keys");
    return folder;
}

/// Guesses from many addresses at one operator: slower than for one address, as it also keeps out the right
/// person.
LimitRule per_operator(LimitRule rule)
{
    rule.per_minute *= 4;
    rule.misses *= 4;
    return rule;
}

} // namespace

Broker::Broker(const boost::asio::any_io_executor& executor, BrokerOptions chosen, const Clock& with_clock,
               Random& with_random)
    : options{std::move(chosen)}, clock{with_clock}, random{with_random}, database{prepared(
                                                                                       options.data_folder) /
                                                                                   "broker.db"},
      operators{database}, logins{database, clock, random}, setup{database}, policy{database},
      invitations{database, clock, random}, sessions{database, clock}, modules{options.modules_folder},
      grants{database, modules, signing_key_from_file(options.data_folder / "keys" / "grant", random), clock,
             random},
      relay{options.data_folder, options.relay_id, options.relay_address, clock, random},
      lookup_limit{options.lookups, clock}, login_limit{options.logins, clock},
      operator_limit{per_operator(options.logins), clock}, met{executor}, passwords{options.password_cost,
                                                                                    random}
{
    add_setup_handlers(*this);
    add_login_handlers(*this);
    add_administration_handlers(*this);
    add_invitation_handlers(*this);
    add_session_handlers(*this);
    add_module_handlers(*this);
    add_pages(*this);
}

} // namespace cordee::broker
