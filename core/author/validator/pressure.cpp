// What the other side and the path may do to a plugin.
#include "core/author/validator/fuzzer.hpp"
#include "core/author/validator/peer_words.hpp"
#include "core/author/validator/rules.hpp"

#include <cordee/ext/channel.h>

#include <algorithm>
#include <array>

namespace cordee::author {
namespace {

using Words = std::vector<PeerWords::Word>;

/// Runs the check for each half that starts here; skips when neither does.
template <class Check>
Verdict for_each_half(const Case& of, Check check)
{
    const auto words = listen_to(of);
    Verdict skipped = pass();
    bool looked = false;
    for (const auto side : {CORDEE_SIDE_CONTROLLED, CORDEE_SIDE_CONTROLLING}) {
        const Verdict verdict = check(of, side, words.to(side));
        if (verdict.outcome == Outcome::fail)
            return verdict;
        looked = looked || verdict.outcome == Outcome::pass;
        if (verdict.outcome == Outcome::skip)
            skipped = verdict;
    }
    return looked ? pass() : skipped;
}

std::uint16_t last_channel(const Case& of)
{
    return of.manifest.channels.empty() ? 0 : static_cast<std::uint16_t>(of.manifest.channels.size() - 1);
}

std::string ended(const Subject& half, const std::string& when)
{
    return half.death()
               ? "the process of the " + half.side_name() + " half ended " + when + ": " + *half.death()
               : "the " + half.side_name() + " half did not come to an end " + when;
}

/// Says all of it, and then `megabytes` of zeros in messages of many sizes. False: the half died or hangs.
bool pour(Subject& half, const Case& of, const Words& words, std::size_t megabytes)
{
    constexpr std::array<std::size_t, 6> kSizes{0, 1, 200, 4'000, 20'000, 64'000};
    for (const auto& word : words)
        if (!half.say(word.channel, word.bytes))
            return false;
    const auto channel = last_channel(of);
    std::size_t poured = 0;
    for (std::size_t i = 0; poured < megabytes << 20; ++i) {
        const Bytes message(kSizes[i % kSizes.size()]);
        if (!half.say(channel, message))
            return false;
        poured += message.size();
    }
    return true;
}

Verdict flood(const Case& of, cordee_side side, const Words& words)
{
    boost::asio::io_context context;
    Subject half{context, of, side};
    if (const auto active = half.start(); !active)
        return not_active(half, static_cast<Errc>(active.error().value()));
    if (of.manifest.channels.empty())
        return pass();
    if (!pour(half, of, words, 24) || !half.say(last_channel(of), Bytes(CORDEE_CHANNEL_MAX_MESSAGE)) ||
        !half.settle())
        return fail(ended(half, "in a flood of messages"));
    half.stop();
    return pass();
}

/// What a half does that cannot get rid of anything.
Verdict narrow(const Case& of, cordee_side side, const Words& words)
{
    constexpr milliseconds kLooking{1000};
    constexpr long kMostTries =
        200; // a second, of send() that is answered CORDEE_AGAIN; writable() needs none
    constexpr long kMostMemory = 48 << 10;
    boost::asio::io_context context;
    Subject half{context, of, side};
    if (const auto active = half.start(); !active)
        return not_active(half, static_cast<Errc>(active.error().value()));
    if (of.manifest.channels.empty())
        return pass();
    const auto before = half.measure();
    half.room = false;
    if (!before || !pour(half, of, words, 96) || !half.settle())
        return fail(ended(half, "when its channels were full"));
    const auto begin = half.measure();
    half.pass(kLooking);
    const auto end = half.measure();
    if (!begin || !end)
        return fail(ended(half, "when its channels were full"));
    if (const auto tries = end->full - begin->full; tries > kMostTries)
        return fail(
            "the " + half.side_name() + " half called send() " + std::to_string(tries) +
            " times in a second in which it was answered CORDEE_AGAIN; writable() is what to wait for");
    if (const auto grown = end->resident - before->resident; grown > kMostMemory)
        return fail("the " + half.side_name() + " half took " + std::to_string(grown >> 10) +
                    " MiB of memory while its channels were full and its peer went on; it has to drop or to "
                    "end something");
    half.room = true;
    half.supervisor().resume();
    half.pass(milliseconds{100});
    if (!half.settle())
        return fail(ended(half, "when its channels had room again"));
    half.stop();
    return pass();
}

std::string first_bytes(const Bytes& message)
{
    constexpr std::size_t kShown = 48;
    return std::to_string(message.size()) + " bytes " +
           to_hex(View{message}.first(std::min(message.size(), kShown))) +
           (message.size() > kShown ? "..." : "");
}

/// Lives of one half that is told nonsense; a new one when it ends the module, as it may.
class Nonsense {
public:
    Nonsense(const Case& of, cordee_side side, const Words& words)
        : of_{of}, side_{side}, words_{words}, fuzzer_{of.seed, bytes_of(words)}
    {}

    Verdict run()
    {
        constexpr int kLives = 24;
        constexpr int kMessages = 3000;
        if (of_.manifest.channels.empty())
            return pass();
        for (int life = 0; life < kLives && told_ < kMessages; ++life)
            if (auto verdict = live(kMessages); verdict.outcome != Outcome::pass)
                return verdict;
        return pass();
    }

private:
    static std::vector<Bytes> bytes_of(const Words& words)
    {
        std::vector<Bytes> out;
        for (const auto& word : words)
            out.push_back(word.bytes);
        return out;
    }

    /// Where a good one came from, mostly.
    std::uint16_t channel(std::size_t i) const
    {
        if (!words_.empty() && i % 4 != 0)
            return words_[i % words_.size()].channel;
        return static_cast<std::uint16_t>(i % of_.manifest.channels.size());
    }

    Verdict live(int messages)
    {
        constexpr int kBetweenLooks = 50;
        boost::asio::io_context context;
        Subject half{context, of_, side_};
        if (const auto active = half.start(); !active)
            return not_active(half, static_cast<Errc>(active.error().value()));
        // As far as a real peer would have come.
        for (std::size_t i = 0; i < words_.size() && i < lives_; ++i)
            half.say(words_[i].channel, words_[i].bytes);
        ++lives_;
        while (told_ < messages && !half.asked_to_end()) {
            batch_.clear();
            for (int i = 0; i < kBetweenLooks; ++i) {
                batch_.push_back(fuzzer_.next());
                if (!half.say(channel(static_cast<std::size_t>(told_++)), batch_.back()))
                    break;
            }
            if (!half.settle())
                return fail(what_happened(half));
        }
        half.stop();
        return pass();
    }

    [[nodiscard]] std::string what_happened(const Subject& half) const
    {
        auto out = ended(half, "after messages that make no sense") + "; --seed " + std::to_string(of_.seed) +
                   ", among the messages before number " + std::to_string(told_) + " to the " +
                   half.side_name() + " side, which end with";
        for (std::size_t i = batch_.size() - std::min<std::size_t>(batch_.size(), 2); i < batch_.size(); ++i)
            out += " [" + first_bytes(batch_[i]) + "]";
        return out;
    }

    const Case& of_;
    cordee_side side_;
    const Words& words_;
    Fuzzer fuzzer_;
    std::vector<Bytes> batch_;
    std::size_t lives_ = 0;
    int told_ = 0;
};

} // namespace

Verdict check_flood(const Case& of)
{
    return for_each_half(of, flood);
}

Verdict check_narrow_link(const Case& of)
{
    return for_each_half(of, narrow);
}

Verdict check_malformed(const Case& of)
{
    auto verdict = for_each_half(of, [](const Case& one, cordee_side side, const Words& words) {
        return Nonsense{one, side, words}.run();
    });
    if (verdict.outcome == Outcome::pass)
        verdict.why = "--seed " + std::to_string(of.seed);
    return verdict;
}

} // namespace cordee::author
