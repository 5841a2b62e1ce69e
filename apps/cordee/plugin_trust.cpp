// plugin trust init, show, add, remove, renew, rotate.
#include "apps/cordee/plugin.hpp"
#include "apps/cordee/questions.hpp"
#include "apps/cordee/trust_edit.hpp"
#include "core/base/language.hpp"
#include "core/base/printable.hpp"
#include "core/crypto/timestamps.hpp"
#include "core/endpoint/run.hpp"
#include "core/plugin/manifest.hpp"
#include "core/plugin/publisher_key.hpp"

#include <algorithm>

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
namespace fs = std::filesystem;
namespace trust = plugin::trust;

constexpr std::size_t kMaxPublicKey = 4096;

/// Whose packages count before anybody has said anything: those of this build.
trust::Targets first_targets(const Context& context)
{
    trust::Targets out{new_life(context, 1, trust::kMaxTargetsLife), {}, {{"*", {}, {}}}, {}};
    for (const auto key : plugin::publisher_keys()) {
        out.publishers.push_back(trust::read_publisher(key, "Cordée").value());
        out.modules[0].publishers.push_back(out.publishers.back().id);
    }
    return out;
}

trust::Root root_with(const Context& context, std::uint64_t version, const TrustKeys& keys,
                      const ByteArray<32>& timestamp)
{
    return {new_life(context, version, trust::kMaxRootLife),
            keys.root_role(),
            keys.targets_role(),
            {1, {timestamp}}};
}

/// What was begun and not taken leaves nothing.
void hand_in(Context& context, const TrustKeys& made, const std::string& root, const std::string& targets)
{
    try {
        asio::io_context io;
        Broker broker{context, context.accounts().require()};
        endpoint::run(io, broker->set_trust({root}, targets));
    } catch (const UserError&) {
        std::error_code ignored;
        fs::remove_all(made.folder(), ignored);
        throw;
    }
    made.keep(trust::Role::root, root);
    made.keep(trust::Role::targets, targets);
}

void say_where_keys_belong(Context& context, const TrustKeys& keys)
{
    context.terminal.say(
        trf("the keys are in {}: move root-2.key and root-3.key to two other safe places, they "
            "are needed only for new keys",
            keys.folder().string()));
}

std::string date_of(WallTime time)
{
    return crypto::format_timestamp(time).substr(0, 10);
}

void print_targets(Context& context, const trust::Targets& targets)
{
    auto& terminal = context.terminal;
    for (const auto& publisher : targets.publishers)
        terminal.print(fmt::format("publisher {} {}", publisher.id, printable(publisher.name)));
    for (const auto& terms : targets.modules) {
        auto line = "module " + terms.id;
        for (const auto& id : terms.publishers)
            line += " " + id;
        if (terms.min != Version{})
            line += " >=" + to_string(terms.min);
        terminal.print(line);
    }
    for (const auto& one : targets.revoked)
        terminal.print(one.id.empty() ? "revoked " + to_hex(one.sha256)
                                      : "revoked " + one.id + " " + to_string(one.version));
}

} // namespace

int run_plugin_trust_init(Context& context, const Options& options)
{
    const auto account = context.accounts().require();
    const fs::path folder = options.positional()[0];
    asio::io_context io;
    Broker broker{context, account};
    const auto timestamp = endpoint::run(io, broker->timestamp_key()); // also shows who asks
    const auto pass_phrase = password(context, options, tr("new pass phrase for the keys"), true);
    const auto keys = TrustKeys::make(context, folder, pass_phrase);
    const auto root = sign_root(root_with(context, 1, keys, timestamp), keys.root_keys(pass_phrase));
    const auto targets = sign_targets(first_targets(context), keys.targets_key(pass_phrase));
    hand_in(context, keys, root, targets);
    context.terminal.say(tr("from now on the broker's programs load only what you sign for"));
    say_where_keys_belong(context, keys);
    return 0;
}

int run_plugin_trust_show(Context& context, const Options&)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto files = endpoint::run(io, broker->trust(0, 0));
    if (!files) {
        context.terminal.say(
            tr("nothing was signed: packages of the publisher with whom the programs were built are loaded"));
        return 0;
    }
    const auto believed = trust::Trust::begin(*files, context.clock.now());
    if (!believed)
        throw UserError{
            trf("what the broker has is not in order: {}", believed.error().message()),
            std::string{tr("sign anew: cordee plugin trust renew, or restore the broker's data folder")}};
    const auto& root = believed->root();
    context.terminal.print(fmt::format("root {} {}", root.life.version, date_of(root.life.expires)));
    const auto& targets = believed->targets();
    context.terminal.print(fmt::format("targets {} {}", targets.life.version, date_of(targets.life.expires)));
    context.terminal.print(fmt::format("timestamp {}", date_of(believed->timestamp().life.expires)));
    print_targets(context, targets);
    return 0;
}

int run_plugin_trust_add(Context& context, const Options& options)
{
    const auto text = read_input(options.positional()[0], kMaxPublicKey);
    const auto name = answer(context, options, "name", tr("the publisher's name"));
    const auto publisher = trust::read_publisher(text, name);
    if (!publisher)
        throw UserError{std::string{tr("this is not a publisher's public key")},
                        std::string{tr("it is the file that minisign -G writes, minisign.pub")}};
    const auto module = options.value("module", "*");
    if (module != "*" && !plugin::is_name(module))
        throw UsageError{trf("'{}' is not the name of a module", printable(module)),
                         std::string{tr("cordee plugin list prints those that there are")}};
    edit_targets(context, options, [&](trust::Targets& targets) {
        if (std::ranges::find(targets.publishers, publisher->id, &trust::PublisherKey::id) ==
            targets.publishers.end())
            targets.publishers.push_back(*publisher);
        auto terms = std::ranges::find(targets.modules, module, &trust::ModuleTerms::id);
        if (terms == targets.modules.end())
            terms = targets.modules.insert(terms, {module, {}, {}});
        if (std::ranges::find(terms->publishers, publisher->id) == terms->publishers.end())
            terms->publishers.push_back(publisher->id);
    });
    context.terminal.say(trf("packages of {} are trusted from now on", printable(name)));
    context.terminal.print(publisher->id);
    return 0;
}

int run_plugin_trust_remove(Context& context, const Options& options)
{
    const auto& id = options.positional()[0];
    edit_targets(context, options, [&](trust::Targets& targets) {
        if (std::erase_if(targets.publishers, [&](const auto& one) { return one.id == id; }) == 0)
            throw UserError{trf("there is no publisher {}", printable(id)),
                            std::string{tr("cordee plugin trust show prints those that there are")}};
        for (auto& terms : targets.modules)
            std::erase(terms.publishers, id);
    });
    context.terminal.say(trf("packages of {} are loaded no more", printable(id)));
    return 0;
}

int run_plugin_trust_renew(Context& context, const Options& options)
{
    edit_targets(context, options, [](trust::Targets&) {});
    context.terminal.say(trf("signed again until {}", date_of(context.clock.now() + trust::kMaxTargetsLife)));
    return 0;
}

int run_plugin_trust_rotate(Context& context, const Options& options)
{
    const TrustKeys old{options.positional()[0]};
    const auto present = present_trust(context, old);
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto timestamp = endpoint::run(io, broker->timestamp_key());
    const auto pass_phrase = password(context, options, tr("the keys' pass phrase"), false);
    auto both = old.root_keys(pass_phrase);
    const auto keys = TrustKeys::make(context, options.positional()[1], pass_phrase);
    for (auto& key : keys.root_keys(pass_phrase))
        both.push_back(std::move(key));
    const auto root = sign_root(root_with(context, present.root.life.version + 1, keys, timestamp), both);
    auto targets = present.targets;
    targets.life = new_life(context, targets.life.version + 1, trust::kMaxTargetsLife);
    hand_in(context, keys, root, sign_targets(targets, keys.targets_key(pass_phrase)));
    context.terminal.say(tr("the new keys count from now on; the former ones may be destroyed"));
    say_where_keys_belong(context, keys);
    return 0;
}

} // namespace cordee::cli
