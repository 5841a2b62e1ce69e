// That a plugin starts, ends and begins again as it should.
#include "core/author/probe/report.hpp"
#include "core/author/validator/rules.hpp"
#include "core/author/validator/subject.hpp"

#include <array>
#include <csignal>
#include <fstream>
#include <sstream>
#include <unistd.h>

namespace cordee::author {
namespace {

constexpr std::array kSides{CORDEE_SIDE_CONTROLLED, CORDEE_SIDE_CONTROLLING};

std::string join(const std::vector<std::string>& texts)
{
    std::string out;
    for (const auto& text : texts)
        out += (out.empty() ? "" : "; ") + text;
    return out;
}

/// Of the failures the first, otherwise of what was skipped the first.
Verdict both(const std::vector<Verdict>& verdicts)
{
    for (const auto outcome : {Outcome::fail, Outcome::skip})
        for (const auto& verdict : verdicts)
            if (verdict.outcome == outcome)
                return verdict;
    return pass();
}

template <class Check>
Verdict on_both_sides(const Case& of, Check check)
{
    std::vector<Verdict> out;
    for (const auto side : kSides)
        out.push_back(check(of, side));
    return both(out);
}

Verdict entry_of(const Case& of, cordee_side side)
{
    boost::asio::io_context context;
    Subject half{context, of, side};
    const auto active = half.start();
    half.stop();
    if (auto breach = half.breach("entry"); !breach.empty())
        return fail(half.side_name() + " half: " + breach);
    const auto& manifest = of.manifest;
    const auto expected =
        std::to_string(manifest.abi_min) + " " + std::to_string(manifest.abi_max) + " " + manifest.id;
    const auto found = join(half.reports_of(probe::kEntry));
    if (found.empty())
        return fail("the process of the " + half.side_name() +
                    " half ended while its library was loaded: " + half.refusal());
    if (found != expected)
        return fail(half.side_name() + " half: cordee_entry says \"" + found + "\", manifest.json \"" +
                    expected + "\" (lowest and highest interface, id)");
    if (!active && !half.reported("done create") && active.error() == Errc::refused)
        return skip("the " + half.side_name() + " half makes no object on this computer: " + half.refusal());
    if (!half.reported("done create"))
        return fail("the process of the " + half.side_name() + " half ended in create()");
    return pass();
}

/// A host that has these extensions and no others.
Verdict poor_host(const Case& of, cordee_side side, const std::string& extensions)
{
    boost::asio::io_context context;
    Subject half{context, of, side, {{"bare", extensions}}};
    const auto active = half.start();
    const auto what =
        extensions.empty() ? "of a host without extensions" : "of a host with only " + extensions;
    if (!active && active.error() != Errc::refused)
        return not_active(half, static_cast<Errc>(active.error().value()), what);
    if (active) {
        half.stir();
        if (!half.settle())
            return fail("the process of the " + half.side_name() + " half " + what +
                        " ended: " + half.death().value_or("it hangs"));
    }
    half.stop();
    const auto breach = half.breach("unknown-extensions");
    return breach.empty() ? pass() : fail(half.side_name() + " half: " + breach);
}

Verdict one_life(const Case& of, cordee_side side)
{
    boost::asio::io_context context;
    Subject half{context, of, side};
    if (const auto active = half.start(); !active)
        return not_active(half, static_cast<Errc>(active.error().value()));
    half.stir();
    if (!half.settle())
        return fail("the process of the " + half.side_name() +
                    " half ended soon after its start: " + half.death().value_or("it hangs"));
    half.stop();
    for (const char* phase : {"deactivate", "destroy"})
        if (!half.reported(std::string{probe::kDone} + " " + phase))
            return fail("the " + half.side_name() + " half did not come out of " + phase +
                        "() (it crashed there, or took more than 5 seconds)");
    return pass();
}

/// Seconds of processor time of a process until now.
double processor_time(int process)
{
    std::ifstream in{"/proc/" + std::to_string(process) + "/stat"};
    std::string text;
    std::getline(in, text);
    std::istringstream fields{text.substr(text.rfind(')') + 1)};
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    double user = 0;
    double kernel = 0;
    fields >> user >> kernel;
    return (user + kernel) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

/// What nobody speaks to.
class Waiting {
public:
    Waiting(boost::asio::io_context& context, const Case& of, cordee_side side) : half_{context, of, side} {}

    /// Empty: it is active.
    std::optional<Verdict> start()
    {
        if (const auto active = half_.start(); !active)
            return not_active(half_, static_cast<Errc>(active.error().value()));
        return std::nullopt;
    }
    void begin() { before_ = processor_time(half_.supervisor().process_id()); }
    void pass(milliseconds time) { half_.pass(time); }
    Verdict judge(milliseconds time)
    {
        // Of one processor. What waits needs next to none, what spins all that it gets, on a busy computer a
        // fraction.
        constexpr double kMost = 0.03;
        if (half_.death())
            return fail("the process of the " + half_.side_name() +
                        " half ended while nobody said anything: " + *half_.death());
        const auto used = processor_time(half_.supervisor().process_id()) - before_;
        const auto share = used * 1000 / static_cast<double>(time.count());
        half_.stop();
        if (share > kMost)
            return fail("the " + half_.side_name() + " half used " +
                        std::to_string(static_cast<int>(share * 100)) +
                        " % of a processor while nobody said anything");
        return author::pass();
    }

private:
    Subject half_;
    double before_ = 0;
};

/// Kills the half, and waits until it and its peer go on. Empty when they do.
std::string kill_and_go_on(Couple& couple, Subject& half)
{
    const auto before = half.restarts();
    ++half.ends_expected;
    ::kill(half.supervisor().process_id(), SIGKILL);
    const bool back = half.until([&] { return half.restarts() > before; });
    --half.ends_expected;
    if (!back)
        return "the " + half.side_name() + " half, killed, was not active again in time";
    couple.live(milliseconds{200});
    const auto death = couple.death();
    return death.empty() ? death : "after the " + half.side_name() + " half was started anew, " + death;
}

} // namespace

Verdict check_entry(const Case& of)
{
    return on_both_sides(of, entry_of);
}

Verdict check_unknown_extensions(const Case& of)
{
    std::vector<Verdict> out;
    for (const auto side : kSides)
        for (const char* extensions : {"cordee.channel/1 cordee.log/1 cordee.session/1", ""})
            out.push_back(poor_host(of, side, extensions));
    return both(out);
}

Verdict check_life(const Case& of)
{
    constexpr int kLives = 3;
    std::vector<Verdict> out;
    for (int life = 0; life < kLives; ++life)
        out.push_back(on_both_sides(of, one_life));
    return both(out);
}

Verdict check_silence(const Case& of)
{
    constexpr milliseconds kSettling{500};
    constexpr milliseconds kLooking{2000};
    boost::asio::io_context context;
    Waiting controlled{context, of, CORDEE_SIDE_CONTROLLED};
    Waiting controlling{context, of, CORDEE_SIDE_CONTROLLING};
    std::vector<Verdict> out;
    std::vector<Waiting*> active;
    for (auto* half : {&controlled, &controlling}) {
        if (auto not_started = half->start())
            out.push_back(*not_started);
        else
            active.push_back(half);
    }
    if (active.empty())
        return both(out);
    active.front()->pass(kSettling);
    for (auto* half : active)
        half->begin();
    active.front()->pass(kLooking);
    for (auto* half : active)
        out.push_back(half->judge(kLooking));
    return both(out);
}

Verdict check_restart(const Case& of)
{
    Couple couple{of, {}};
    if (auto not_started = couple.start())
        return *not_started;
    couple.live();
    for (auto* half : {&couple.controlled, &couple.controlling})
        if (auto why = kill_and_go_on(couple, *half); !why.empty())
            return fail(why);
    couple.stop();
    return pass();
}

} // namespace cordee::author
