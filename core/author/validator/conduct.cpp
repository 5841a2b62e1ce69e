// What a plugin does with what it was given.
#include "core/author/probe/report.hpp"
#include "core/author/validator/rules.hpp"
#include "core/author/validator/subject.hpp"

#include <algorithm>
#include <csignal>

namespace cordee::author {
namespace {

/// As the core says it of a process that gave no sign of life.
constexpr std::string_view kHung = "it did not answer";

/// Where the end of a process is what other rules are about, it only keeps this one from seeing all.
Verdict seen_alive(const std::string& death)
{
    return pass(death.empty() ? "" : "only in part: " + death);
}

/// Both halves live for a while with these instruments; the probe says whether they kept the rule.
Verdict watch_couple(const Case& of, const char* rule, const Subject::Instruments& instruments)
{
    Couple couple{of, instruments};
    if (auto not_started = couple.start())
        return *not_started;
    couple.live();
    const auto death = couple.death();
    couple.stop();
    if (auto breach = couple.breach(rule); !breach.empty())
        return fail(breach);
    return seen_alive(death);
}

/// The other half starts anew: that, too, is a call.
void restart(Subject& half)
{
    const auto before = half.restarts();
    ++half.ends_expected;
    ::kill(half.supervisor().process_id(), SIGKILL);
    (void)half.until([&] { return half.restarts() > before; });
    --half.ends_expected;
}

std::string names(const std::vector<std::string>& texts)
{
    std::string out;
    for (const auto& text : texts)
        out += (out.empty() ? "" : ", ") + text;
    return out;
}

/// Messages as the halves said them, and empty ones, with every byte lent in the strict sense.
void lend(Couple& couple, const Case& of)
{
    const auto said = couple.said;
    for (auto* half : {&couple.controlled, &couple.controlling}) {
        for (std::uint16_t channel = 0; channel < of.manifest.channels.size(); ++channel)
            for (const std::size_t size : {0u, 1u, 100u, 5000u})
                half->say(channel, Bytes(size));
        for (const auto& one : said)
            if ((one.to == CORDEE_SIDE_CONTROLLED) == (half == &couple.controlled))
                half->say(one.channel, one.bytes);
        (void)half->settle();
    }
}

std::string unknown_permission(const Couple& couple, const Case& of)
{
    const auto& known = of.manifest.permissions;
    for (const auto* half : {&couple.controlling, &couple.controlled})
        for (const auto& used : half->reports_of(probe::kUsed))
            if (std::find(known.begin(), known.end(), used) == known.end())
                return half->side_name() + " half: it asks for the permission '" + used +
                       "', which manifest.json does not name, so that nobody can give it";
    return {};
}

std::vector<std::string> unused_permissions(const Couple& couple, const Case& of)
{
    std::vector<std::string> out;
    for (const auto& permission : of.manifest.permissions) {
        const auto report = std::string{probe::kUsed} + " " + permission;
        if (!couple.controlling.reported(report) && !couple.controlled.reported(report))
            out.push_back(permission);
    }
    return out;
}

/// Takes everything away and gives it back, while both talk. Empty when they live.
std::string lose_and_get_back(Couple& couple, const Case& of)
{
    for (const auto& permissions : {std::vector<std::string>{}, of.manifest.permissions}) {
        // A process that has to give back more than can be taken from it is ended by the core, not by itself.
        for (auto* half : {&couple.controlling, &couple.controlled}) {
            ++half->ends_expected;
            half->supervisor().permissions(permissions);
            half->pass(milliseconds{100});
            --half->ends_expected;
        }
        lend(couple, of);
        couple.controlling.pass(milliseconds{200});
        if (auto death = couple.death(); !death.empty())
            return (permissions.empty() ? "without permissions, " : "with permissions again, ") + death;
    }
    return {};
}

} // namespace

Verdict check_promptness(const Case& of)
{
    Couple couple{of, {}};
    if (auto not_started = couple.start())
        return *not_started;
    couple.live();
    restart(couple.controlled);
    couple.live();
    restart(couple.controlling);
    couple.live();
    const auto death = couple.death();
    couple.stop();
    if (auto breach = couple.breach("promptness"); !breach.empty())
        return fail(breach);
    // A call that never returns is no breach yet when the process is killed for it.
    return death.ends_with(kHung) ? fail(death) : seen_alive(death);
}

Verdict check_threads(const Case& of)
{
    return watch_couple(of, "threads", {{"threads", ""}});
}

Verdict check_ownership(const Case& of)
{
    Couple couple{of, {{"ownership", ""}}};
    if (auto not_started = couple.start())
        return *not_started;
    couple.live();
    lend(couple, of);
    const auto death = couple.death();
    couple.stop();
    if (auto breach = couple.breach("ownership"); !breach.empty())
        return fail(breach);
    return death.empty() ? pass() : fail(death);
}

Verdict check_manifest(const Case& of)
{
    Couple couple{of, {}};
    if (auto not_started = couple.start())
        return *not_started;
    couple.live();
    couple.stop();
    if (auto breach = couple.breach("manifest"); !breach.empty())
        return fail(breach);
    if (auto unknown = unknown_permission(couple, of); !unknown.empty())
        return fail(unknown);
    const auto unused = unused_permissions(couple, of);
    return pass(unused.empty() ? "" : "never asked about, as far as was seen: " + names(unused));
}

Verdict check_permission_lost(const Case& of)
{
    Couple couple{of, {}};
    if (auto not_started = couple.start())
        return *not_started;
    couple.live();
    if (auto why = lose_and_get_back(couple, of); !why.empty())
        return fail(why);
    couple.stop();
    return pass();
}

} // namespace cordee::author
