// What a plugin leaves behind, over many messages of one life, and over many lives of one process.
#include "core/author/probe/report.hpp"
#include "core/author/validator/peer_words.hpp"
#include "core/author/validator/rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

namespace cordee::author {
namespace {

constexpr int kLives = 10;
constexpr int kMessages = 6000;
constexpr std::size_t kMessage = 1000;

struct Growth {
    long descriptors = 0;
    long heap = 0; ///< KiB
    std::string over;
};

/// What both rules look at; a verdict when there is nothing to look at.
struct Leaks {
    std::vector<Growth> growths;
    std::optional<Verdict> verdict;
};

std::optional<Growth> over_lives(const Subject& half)
{
    const auto reports = half.reports_of("lives");
    if (reports.size() != 2)
        return std::nullopt; // nothing changed at all, or it did not want to live so often
    std::vector<Facts> facts;
    for (const auto& report : reports) {
        std::istringstream in{report};
        std::string word;
        auto& one = facts.emplace_back();
        in >> word >> one.descriptors >> one.heap;
    }
    // The set of reports is sorted as text; leaks only ever add.
    return Growth{std::abs(facts[1].descriptors - facts[0].descriptors),
                  std::abs(facts[1].heap - facts[0].heap),
                  "over " + std::to_string(kLives) + " lives of the " + half.side_name() + " half"};
}

bool tell(Subject& half, const Case& of, const std::vector<PeerWords::Word>& words, int count)
{
    const Bytes nothing(kMessage);
    for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const bool word = !words.empty() && i % 2 == 0;
        const auto channel = static_cast<std::uint16_t>(at % of.manifest.channels.size());
        const bool said =
            word ? half.say(words[at / 2 % words.size()].channel, words[at / 2 % words.size()].bytes)
                 : half.say(channel, nothing);
        if (!said)
            return false;
    }
    return half.settle();
}

/// The least that it holds within a moment: answers may still be on their way out.
std::optional<Facts> at_rest(Subject& half)
{
    constexpr int kLooks = 5;
    auto out = half.measure();
    for (int i = 1; out && i < kLooks; ++i) {
        half.pass(milliseconds{100});
        const auto now = half.measure();
        if (!now)
            return std::nullopt;
        out->heap = std::min(out->heap, now->heap);
        out->descriptors = std::min(out->descriptors, now->descriptors);
    }
    return out;
}

void look(Leaks& out, const Case& of, cordee_side side, const std::vector<PeerWords::Word>& words)
{
    boost::asio::io_context context;
    Subject half{context, of, side, {{"lives", std::to_string(kLives)}}};
    if (const auto active = half.start(); !active) {
        out.verdict = not_active(half, static_cast<Errc>(active.error().value()),
                                 "of a process in which it lived more than once");
        return;
    }
    if (const auto growth = over_lives(half))
        out.growths.push_back(*growth);
    if (of.manifest.channels.empty())
        return;
    (void)tell(half, of, words, kMessages / 2);
    const auto before = at_rest(half);
    (void)tell(half, of, words, kMessages);
    const auto after = at_rest(half);
    if (before && after)
        out.growths.push_back(
            {after->descriptors - before->descriptors, after->heap - before->heap,
             "over " + std::to_string(kMessages) + " messages to the " + half.side_name() + " half"});
    else
        out.verdict = fail("the process of the " + half.side_name() +
                           " half ended: " + half.death().value_or("it hangs"));
    half.stop();
}

Leaks look_for_leaks(const Case& of)
{
    const auto words = listen_to(of);
    Leaks out;
    for (const auto side : {CORDEE_SIDE_CONTROLLED, CORDEE_SIDE_CONTROLLING})
        look(out, of, side, words.to(side));
    return out;
}

template <class Find>
Verdict judge(const Case& of, Find find)
{
    const auto leaks = look_for_leaks(of);
    for (const auto& growth : leaks.growths)
        if (auto found = find(growth); !found.empty())
            return fail(found + " " + growth.over);
    return leaks.verdict.value_or(pass());
}

} // namespace

Verdict check_descriptors(const Case& of)
{
    return judge(of, [](const Growth& growth) {
        constexpr long kSlack = 4;
        return growth.descriptors > kSlack ? std::to_string(growth.descriptors) + " more descriptors are open"
                                           : std::string{};
    });
}

Verdict check_memory(const Case& of)
{
    return judge(of, [](const Growth& growth) {
        constexpr long kSlack = 2048;
        return growth.heap > kSlack ? std::to_string(growth.heap) + " KiB more of memory are in use"
                                    : std::string{};
    });
}

} // namespace cordee::author
