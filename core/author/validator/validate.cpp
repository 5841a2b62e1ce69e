#include "core/author/validator/validate.hpp"

#include "core/author/scratch_folder.hpp"
#include "core/author/specimen.hpp"

#include <algorithm>

namespace cordee::author {
namespace {

/// A client fetches a plugin in the middle of a session.
constexpr std::uint64_t kWantedSize = 100 << 10;

Verdict judge(const Specimen& specimen)
{
    if (specimen.folder.empty())
        return fail(specimen.trouble);
    const auto size = std::to_string((specimen.size + 1023) / 1024) + " KB";
    if (specimen.size > kWantedSize)
        return pass("warning: " + size + "; clients fetch it while they wait, so 100 KB is the goal");
    return pass(size);
}

/// Tells and counts.
class Teller {
public:
    Teller(const Validation& order, const std::function<void(std::string_view, const Verdict&)>& tell)
        : order_{order}, tell_{tell}
    {}

    [[nodiscard]] bool wants(std::string_view rule) const
    {
        return order_.only.empty() ||
               std::find(order_.only.begin(), order_.only.end(), rule) != order_.only.end();
    }
    void operator()(std::string_view rule, const Verdict& verdict)
    {
        if (!wants(rule))
            return;
        ++(verdict.outcome == Outcome::pass   ? tally_.passed
           : verdict.outcome == Outcome::fail ? tally_.failed
                                              : tally_.skipped);
        tell_(rule, verdict);
    }
    [[nodiscard]] Tally tally() const { return tally_; }

private:
    const Validation& order_;
    const std::function<void(std::string_view, const Verdict&)>& tell_;
    Tally tally_;
};

} // namespace

bool is_rule(std::string_view name)
{
    const auto all = rules();
    return name == kPackageRule ||
           std::any_of(all.begin(), all.end(), [&](const Rule& rule) { return rule.name == name; });
}

Tally validate(const Validation& order, const std::function<void(std::string_view, const Verdict&)>& tell)
{
    const ScratchFolder scratch;
    const auto unpacked = scratch.path() / "package";
    std::filesystem::create_directory(unpacked);
    const auto specimen = open_specimen(order.package, order.publishers, unpacked);

    Teller teller{order, tell};
    const auto package = judge(specimen);
    teller(kPackageRule, package);
    bool useless = package.outcome == Outcome::fail;
    std::string why = "an agent refuses the package";

    Case subject;
    if (!useless)
        subject = {*specimen.manifest, specimen.folder, scratch.path(), order.host_program,
                   order.probe,        order.seed,      order.display};
    const auto first = rules().first(1);
    if (!useless)
        run_rules(first, subject, 1, [&](const Rule& rule, const Verdict& verdict) {
            teller(rule.name, verdict);
            useless = verdict.outcome == Outcome::fail;
            why = "the plugin host refuses the library";
        });
    else
        teller(first[0].name, skip(why));

    std::vector<Rule> rest;
    for (const auto& rule : rules().subspan(1))
        if (teller.wants(rule.name))
            rest.push_back(rule);
    if (useless)
        for (const auto& rule : rest)
            teller(rule.name, skip(why));
    else
        run_rules(rest, subject, order.jobs,
                  [&](const Rule& rule, const Verdict& verdict) { teller(rule.name, verdict); });
    return teller.tally();
}

} // namespace cordee::author
