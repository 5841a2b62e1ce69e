#include "core/endpoint/packages.hpp"

#include "core/base/file.hpp"
#include "core/base/language.hpp"
#include "core/base/logging.hpp"
#include "core/base/options.hpp"
#include "core/endpoint/account.hpp"
#include "core/endpoint/enrolment.hpp"
#include "core/endpoint/file_lock.hpp"
#include "core/plugin/publisher_key.hpp"

#include <algorithm>

namespace cordee::endpoint {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace trust = plugin::trust;

constexpr const char* kRoot = "root";
constexpr const char* kTargets = "targets";
constexpr const char* kTimestamp = "timestamp";

/// The keys that this program was built with.
std::vector<std::string> built_in_keys()
{
    const auto keys = plugin::publisher_keys();
    return {keys.begin(), keys.end()};
}

std::string id_of_key(const std::string& key)
{
    const auto parsed = crypto::parse_minisign_key(key);
    return parsed ? plugin::publisher_id(*parsed) : std::string{};
}

UserError not_believed(const std::string& broker, boost::system::error_code why)
{
    const auto hint = std::string{tr("ask the administrator: cordee plugin trust show says more there")};
    if (why == Errc::already_used)
        return {trf("what the broker at {} says of publishers is older than what it said before", broker),
                hint};
    if (why == Errc::expired)
        return {trf("what the broker at {} says of publishers is out of date", broker), hint};
    if (why == Errc::not_yet_valid)
        return {trf("what the broker at {} says of publishers was signed in the future", broker),
                std::string{tr("check that the clocks of this computer and of the broker are right")}};
    return {trf("what the broker at {} says of publishers is not signed by whom it should be", broker), hint};
}

void write_part(const fs::path& file, const std::string& text)
{
    if (const auto written = write_private_file(file, as_view(text)); !written)
        throw UserError{
            trf("the file {} was not written: {}", file.string(), written.error().message()),
            std::string{tr("check that the folder is yours and that the disk can be written to")}};
}

VersionRange read_range(const std::string& text)
{
    const auto dash = text.find('-');
    const auto low = parse_version(text.substr(0, dash));
    if (dash == std::string::npos && low)
        return {*low, *low};
    const auto high = dash == std::string::npos ? std::nullopt : parse_version(text.substr(dash + 1));
    const bool open_below = dash == 0;
    const bool open_above = dash != std::string::npos && dash + 1 == text.size();
    if ((low || open_below) && (high || open_above) && !(open_below && open_above))
        return {low.value_or(Version{}), high};
    throw UsageError{
        trf("the value of '{}' does not fit", "allow.versions"),
        std::string{tr("each has the form module=1.2.0-2.0.0; one of the versions may be left out")}};
}

} // namespace

std::map<std::string, VersionRange> read_version_ranges(const std::vector<std::string>& texts)
{
    std::map<std::string, VersionRange> out;
    for (const auto& text : texts) {
        const auto equals = std::min(text.find('='), text.size());
        const auto id = text.substr(0, equals);
        const auto range = read_range(text.substr(std::min(equals + 1, text.size())));
        if (!plugin::is_name(id) || !out.emplace(id, range).second)
            throw UsageError{
                trf("the value of '{}' does not fit", "allow.versions"),
                std::string{tr("each has the form module=1.2.0-2.0.0; one of the versions may be left out")}};
    }
    return out;
}

std::vector<std::string> read_publisher_ids(const std::vector<std::string>& texts)
{
    for (const auto& text : texts)
        if (text.size() != 16 || text.find_first_not_of("0123456789ABCDEF") != std::string::npos)
            throw UsageError{
                trf("the value of '{}' does not fit", "allow.publishers"),
                std::string{tr("each is a key id of 16 digits, as cordee plugin list prints it")}};
    return texts;
}

Packages::Packages(const PrivateFolders& folders, PackageTerms terms, const Clock& clock)
    : folders_{folders}, terms_{std::move(terms)}, clock_{clock}, store_{{folders.cache / "modules",
                                                                          folders.state / "installed",
                                                                          terms_.cache_limit}}
{
    make_private_folder(folders_.cache);
}

fs::path Packages::folder_of(const std::string& broker) const
{
    auto name = broker;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return c == '/' || c == ':'; }, '_');
    return folders_.state / "trust" / ("at-" + name);
}

std::optional<trust::Trust> Packages::load(const std::string& broker) const
{
    const auto folder = folder_of(broker);
    const auto root = read_file(folder / kRoot, trust::kMaxText);
    if (!root && root.error() == Errc::not_found)
        return std::nullopt;
    const auto targets = read_file(folder / kTargets, trust::kMaxText);
    const auto timestamp = read_file(folder / kTimestamp, trust::kMaxText);
    if (root && targets && timestamp) {
        auto kept = trust::Trust::resume({{std::string{as_text(*root)}},
                                          std::string{as_text(*targets)},
                                          std::string{as_text(*timestamp)}});
        if (kept)
            return std::move(*kept);
    }
    // Beginning anew would forget what must not be forgotten.
    throw UserError{
        trf("the folder {} is damaged", folder.string()),
        std::string{tr("it says which publishers this computer trusts; ask the administrator, then "
                       "delete it to trust the broker's word anew")}};
}

/// The root last: without it there is nothing.
void Packages::save(const std::string& broker, const trust::Trust& trust) const
{
    const auto folder = folder_of(broker);
    make_private_folder(folders_.state);
    make_private_folder(folders_.state / "trust");
    make_private_folder(folder);
    const auto& kept = trust.kept();
    write_part(folder / kTimestamp, kept.timestamp);
    write_part(folder / kTargets, kept.targets);
    write_part(folder / kRoot, kept.roots.front());
}

/// Under the lock, as another program may have learnt more meanwhile.
void Packages::take(const std::string& broker, std::optional<trust::Trust>& known, trust::Files files) const
{
    const FileLock lock{folders_.state / "trust" / ".lock"};
    known = load(broker);
    if (!known) {
        auto first = trust::Trust::begin(files, clock_.now());
        if (!first)
            throw not_believed(broker, first.error());
        known = std::move(*first);
        return save(broker, *known);
    }
    const auto before = known->kept();
    if (files.roots.empty())
        files.roots = before.roots;
    if (files.targets.empty())
        files.targets = before.targets;
    if (const auto updated = known->update(files, clock_.now()); !updated)
        throw not_believed(broker, updated.error());
    if (known->kept() != before)
        save(broker, *known);
}

asio::awaitable<std::optional<trust::Trust>> Packages::learn(BrokerClient& broker)
{
    make_private_folder(folders_.state);
    auto known = load(broker.name());
    const auto root = known ? known->root().life.version : 0;
    const auto targets = known ? known->targets().life.version : 0;
    auto files = co_await broker.trust(root, targets);
    if (!files && known)
        throw not_believed(broker.name(), Errc::already_used); // it had some, and does not say so any more
    if (!files)
        co_return std::nullopt;
    take(broker.name(), known, std::move(*files));
    co_return known;
}

/// Whether somebody here chose this broker: by an enrolment or a login, not by a link that came along.
bool Packages::is_own(const std::string& broker) const
{
    const auto enrolment = EnrolmentStore{folders_.state}.load();
    const auto account = AccountStore{folders_.state}.load();
    return (enrolment && transport::to_string(enrolment->broker) == broker) ||
           (account && transport::to_string(account->broker) == broker);
}

std::vector<std::string> Packages::publishers_of(const trust::Targets& targets,
                                                 const trust::ModuleTerms* terms, bool own) const
{
    std::vector<std::string> out;
    if (terms == nullptr)
        return out;
    const auto built_in = built_in_keys();
    const auto is_built_in = [&](const std::string& id) {
        return std::any_of(built_in.begin(), built_in.end(),
                           [&](const auto& key) { return id_of_key(key) == id; });
    };
    for (const auto& publisher : targets.publishers) {
        const bool named = std::find(terms->publishers.begin(), terms->publishers.end(), publisher.id) !=
                           terms->publishers.end();
        if (named && (own || is_built_in(publisher.id)))
            out.push_back(publisher.key);
    }
    return out;
}

asio::awaitable<Packages::Rules> Packages::rules_for(BrokerClient& broker, WantedModule wanted)
{
    Rules out;
    std::optional<trust::Trust> known;
    try {
        known = co_await learn(broker);
    } catch (const UserError& error) {
        log::warning("{}", error.what());
        out.fresh = false;
    }
    if (!out.fresh)
        known = load(broker.name());
    if (!known) // it never had any, or it cannot be asked: then what this program was built with holds
        out.fresh = true;
    else if (!known->fresh(clock_.now()))
        out.fresh = false;

    auto& rules = out.package;
    rules.id = wanted.id;
    rules.min = wanted.minimum;
    rules.platform = std::string{plugin::this_platform()};
    rules.publishers = built_in_keys();
    if (known) {
        const auto& targets = known->targets();
        const auto* terms = targets.terms_of(wanted.id);
        const bool own = terms_.any_broker_names_publishers || is_own(broker.name());
        rules.publishers = publishers_of(targets, terms, own);
        rules.min = terms == nullptr ? rules.min : std::max(rules.min, terms->min);
        for (const auto& one : targets.revoked)
            if (one.id.empty())
                rules.withdrawn_packages.push_back(one.sha256);
            else if (one.id == wanted.id)
                rules.withdrawn.push_back(one.version);
    }
    if (!terms_.publishers.empty())
        std::erase_if(rules.publishers, [&](const auto& key) {
            return std::find(terms_.publishers.begin(), terms_.publishers.end(), id_of_key(key)) ==
                   terms_.publishers.end();
        });
    if (const auto own = terms_.versions.find(wanted.id); own != terms_.versions.end()) {
        rules.min = std::max(rules.min, own->second.min);
        rules.max = own->second.max;
    }
    co_return out;
}

asio::awaitable<void> pin_publishers(const PrivateFolders& folders, BrokerClient& broker, const Clock& clock)
{
    try {
        Packages packages{folders, {}, clock};
        co_await packages.learn(broker);
    } catch (const UserError& error) {
        log::warning("{}", error.what());
    }
}

} // namespace cordee::endpoint
