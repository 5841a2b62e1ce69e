#include "core/endpoint/account.hpp"

#include "core/base/language.hpp"
#include "core/endpoint/private_file.hpp"

namespace cordee::endpoint {
namespace {

constexpr const char* kFile = "account.json";

json::Object keys_to_json(const GrantKeys& keys)
{
    auto out = json::make_object();
    for (const auto& [kid, key] : keys)
        out.set(kid, to_base64url(key));
    return out;
}

std::optional<GrantKeys> keys_from_json(const json::Object& object)
{
    GrantKeys out;
    for (const auto& kid : object.getNames()) {
        const auto text = json::get_string(object, kid);
        const auto bytes = text ? from_base64url(*text) : std::nullopt;
        const auto key = bytes ? to_array<32>(*bytes) : std::nullopt;
        if (!key)
            return std::nullopt;
        out.emplace(kid, *key);
    }
    return out;
}

std::optional<Account> account_from(const json::Object& object)
{
    Account out;
    const auto url = json::get_string(object, "broker");
    const auto broker = url ? parse_broker_url(*url) : Result<BrokerAddress>{Errc::malformed};
    const auto keys = json::get_object(object, "grant_keys");
    const auto token = json::get_string(object, "token");
    if (!broker || keys.isNull() || !token)
        return std::nullopt;
    out.broker = *broker;
    out.token = *token;
    if (const auto pin = json::get_string(object, "pin")) {
        out.pin = parse_pin(*pin);
        if (!out.pin)
            return std::nullopt;
    }
    auto grant_keys = keys_from_json(*keys);
    if (!grant_keys)
        return std::nullopt;
    out.grant_keys = std::move(*grant_keys);
    out.email = json::get_string(object, "email").value_or("");
    out.name = json::get_string(object, "name").value_or("");
    out.organisation = json::get_string(object, "organisation").value_or("");
    out.role = json::get_string(object, "role").value_or("");
    out.expires = json::get_string(object, "expires").value_or("");
    return out;
}

} // namespace

AccountStore::AccountStore(std::filesystem::path folder) : folder_{std::move(folder)}, file_{folder_ / kFile}
{}

std::optional<Account> AccountStore::load() const
{
    const auto object = read_private_json(file_);
    if (!object)
        return std::nullopt;
    auto account = account_from(**object);
    if (!account)
        throw UserError{trf("the file {} is damaged", file_.string()),
                        std::string{tr("delete it, then log in again")}};
    return account;
}

Account AccountStore::require() const
{
    auto account = load();
    if (!account)
        throw UserError{std::string{tr("nobody is logged in here")},
                        std::string{tr("log in first: cordee login https://your-broker:8443 --email YOU")}};
    return std::move(*account);
}

void AccountStore::save(const Account& account) const
{
    auto object = json::make_object();
    object.set("broker", format_broker_url(account.broker));
    if (account.pin)
        object.set("pin", format_pin(*account.pin));
    object.set("email", account.email);
    object.set("name", account.name);
    object.set("organisation", account.organisation);
    object.set("role", account.role);
    object.set("token", account.token);
    object.set("expires", account.expires);
    object.set("grant_keys", keys_to_json(account.grant_keys));
    write_private_json(file_, object);
}

bool AccountStore::remove() const
{
    return wipe_file(file_);
}

void check_grant_keys(const GrantKeys& known, const GrantKeys& offered)
{
    for (const auto& [kid, key] : known) {
        const auto found = offered.find(kid);
        if (found != offered.end() && found->second == key)
            continue;
        throw UserError{
            std::string{tr("the key with which the broker signs permissions has changed")},
            std::string{tr("ask the administrator whether this is intended; if so, log in again")}};
    }
}

} // namespace cordee::endpoint
