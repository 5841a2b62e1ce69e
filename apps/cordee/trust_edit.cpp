#include "apps/cordee/trust_edit.hpp"

#include "apps/cordee/questions.hpp"
#include "core/base/language.hpp"
#include "core/endpoint/run.hpp"

namespace cordee::cli {
namespace {

namespace asio = boost::asio;
namespace trust = plugin::trust;

UserError no_trust()
{
    return {std::string{tr("nobody has signed yet whose packages this broker trusts")},
            std::string{tr("an administrator does that with cordee plugin trust init")}};
}

UserError not_ours(const TrustKeys& keys)
{
    return {trf("what the broker has was not signed with the keys in {}, or is older than what they signed",
                keys.folder().string()),
            std::string{
                tr("name the folder with the newest keys; otherwise somebody else has changed the broker")}};
}

std::uint64_t version_of_kept(const TrustKeys& keys, const trust::Root& root)
{
    const auto text = keys.last(trust::Role::targets);
    const auto kept =
        text.empty() ? Result<trust::Targets>{Errc::not_found} : trust::verify_targets(text, root);
    return kept ? kept->life.version : 0;
}

} // namespace

OptionSpec keys_option()
{
    return {"keys", "DIR", std::string{tr("folder that cordee plugin trust init made")}};
}

OptionSpec pass_phrase_option()
{
    return {"password-file", "FILE",
            std::string{tr("read the keys' pass phrase from this file; - is stdin")}};
}

trust::Life new_life(const Context& context, std::uint64_t version, std::chrono::hours length)
{
    return {version, context.clock.now(), context.clock.now() + length};
}

PresentTrust present_trust(Context& context, const TrustKeys& keys)
{
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    const auto files = endpoint::run(io, broker->trust(0, 0));
    if (!files || files->roots.empty())
        throw no_trust();
    const auto root = trust::verify_root(files->roots.back(), nullptr);
    if (!root || files->roots.back() != keys.last(trust::Role::root))
        throw not_ours(keys);
    const auto targets = trust::verify_targets(files->targets, *root);
    if (!targets || targets->life.version < version_of_kept(keys, *root))
        throw not_ours(keys);
    return {*root, *targets, files->roots.back()};
}

void edit_targets(Context& context, const Options& options,
                  const std::function<void(trust::Targets&)>& change)
{
    if (!options.has("keys"))
        throw UsageError{trf("--{} is missing", "keys"), trf("give it with --{}", "keys DIR")};
    const TrustKeys keys{options.value("keys")};
    auto targets = present_trust(context, keys).targets;
    change(targets);
    targets.life = new_life(context, targets.life.version + 1, trust::kMaxTargetsLife);
    const auto text = sign_targets(
        targets, keys.targets_key(password(context, options, tr("the keys' pass phrase"), false)));
    asio::io_context io;
    Broker broker{context, context.accounts().require()};
    endpoint::run(io, broker->set_trust({}, text));
    keys.keep(trust::Role::targets, text);
}

} // namespace cordee::cli
