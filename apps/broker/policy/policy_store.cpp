#include "apps/broker/policy/policy_store.hpp"

#include "apps/broker/accounts/words.hpp"
#include "apps/broker/policy/policy_json.hpp"
#include "apps/broker/times.hpp"
#include "core/base/logging.hpp"
#include "core/crypto/hash.hpp"

namespace cordee::broker {
namespace {

PolicyVersion version_from(const Row& row)
{
    return {row.integer(0), row.text(1), from_seconds(row.integer(2)), row.text(3)};
}

Policy policy_from(const PolicyVersion& newest)
{
    auto read = parse_policy(newest.text, Language::english);
    if (read.problems.empty())
        return Policy{std::move(read.rules)};
    const auto& first = read.problems.front();
    log::error("the policy allows nothing: line {} of version {}: {}", first.line, newest.version,
               first.what);
    return Policy{{}};
}

/// A name that cannot stand in a line of text is nobody's, and the rule without effect.
bool can_be_written(const Rule& rule)
{
    const auto read = parse_policy(print_rule(rule), Language::english).rules;
    return read.size() == 1 && read.front().rule == rule;
}

} // namespace

std::string policy_hash(std::string_view text)
{
    return to_hex(crypto::sha256(as_view(text)));
}

PolicyStore::PolicyStore(Database& database) : database_{database}
{
    adopt_rules();
}

void PolicyStore::adopt_rules()
{
    Database::Transaction transaction{database_};
    if (!database_.query("SELECT version FROM policy_version LIMIT 1").empty())
        return;
    std::vector<Rule> rules;
    for (const auto& row :
         database_.query("SELECT operator, module, permissions, effect FROM policy_rule ORDER BY position"))
        rules.push_back(
            simple_rule(row.text(0), row.text(1), split_words(row.text(2)), row.text(3) == "allow"));
    std::erase_if(rules, [](const Rule& rule) { return !can_be_written(rule); });
    const auto text = print_rules(rules);
    database_.run("INSERT INTO policy_version VALUES (1, ?, ?, 0, '')", {text, policy_hash(text)});
    transaction.commit();
}

std::int64_t PolicyStore::version() const
{
    return database_.query("SELECT MAX(version) FROM policy_version").at(0).integer(0);
}

const Policy& PolicyStore::load() const
{
    auto newest =
        database_.query("SELECT hash FROM policy_version ORDER BY version DESC LIMIT 1").at(0).text(0);
    if (!read_ || newest != read_hash_) {
        read_.emplace(policy_from(current()));
        read_hash_ = std::move(newest);
    }
    return *read_;
}

PolicyVersion PolicyStore::current() const
{
    return find(version()).value();
}

std::int64_t PolicyStore::save(const std::string& text, const std::string& by, WallTime at)
{
    const auto next = version() + 1;
    database_.run("INSERT INTO policy_version VALUES (?, ?, ?, ?, ?)",
                  {next, text, policy_hash(text), to_seconds(at), by});
    return next;
}

std::optional<PolicyVersion> PolicyStore::find(std::int64_t version) const
{
    const auto rows =
        database_.query("SELECT version, text, at, author FROM policy_version WHERE version = ?", {version});
    return rows.empty() ? std::nullopt : std::optional{version_from(rows.front())};
}

std::vector<PolicyVersion> PolicyStore::versions(std::int64_t below, std::size_t most) const
{
    std::vector<PolicyVersion> out;
    for (const auto& row :
         database_.query("SELECT version, '', at, author FROM policy_version WHERE version < ? "
                         "ORDER BY version DESC LIMIT ?",
                         {below, static_cast<std::int64_t>(most)}))
        out.push_back(version_from(row));
    return out;
}

} // namespace cordee::broker
