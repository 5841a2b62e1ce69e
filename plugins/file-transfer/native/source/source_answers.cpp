#include "source/source.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

/// What the other end may say before its decisions, in all.
constexpr std::size_t kAidMost = 64 * 1024 * 1024;
/// Once, again after each change, and once more where something did not arrive as it was sent.
constexpr unsigned kWantsMost = 2 * (kTriesMost + 1);

} // namespace

// What the other end says, and what it is told of a file that does not come as it was named.

bool Source::on(Have&& have)
{
    const auto found = open_.find(have.index);
    if (found == open_.end() || !found->second.awaits_decision())
        return false;
    auto& aid = aids_[have.index];
    aid_bytes_ += have.hashes.size() * sizeof(Hash);
    if (have.first != aid.have.size() || have.first + have.hashes.size() > kBlocksMost ||
        aid_bytes_ > kAidMost)
        return false;
    aid.have.insert(aid.have.end(), have.hashes.begin(), have.hashes.end());
    return true;
}

bool Source::on(const Signature& signature)
{
    const auto found = open_.find(signature.index);
    if (found == open_.end() || !found->second.awaits_decision())
        return false;
    auto& aid = aids_[signature.index];
    aid_bytes_ += signature.data.view.size();
    aid.signature.insert(aid.signature.end(), signature.data.view.begin(), signature.data.view.end());
    return aid.signature.size() <= kSignatureMost && aid_bytes_ <= kAidMost;
}

bool Source::on(const Decisions& decisions)
{
    return std::all_of(decisions.list.begin(), decisions.list.end(),
                       [this](const auto& one) { return decide(one); });
}

bool Source::decide(const Decision& decision)
{
    const auto found = open_.find(decision.index);
    if (found == open_.end())
        return false;
    Open& open = found->second;
    const auto aid = aids_.find(decision.index);
    if (aid != aids_.end())
        aid_bytes_ -= aid->second.bytes();
    if (decision.verdict == Verdict::want) {
        if (!open.awaits_decision() || ++open.wants > kWantsMost)
            return false;
        open.decided = true;
        open.sent = false;
        if (open.item.trouble != Trouble::none)
            gone(decision.index, open.item.trouble);
        else
            (open.item.entry.size <= kSmallMost ? small_ : large_).push_back(decision.index);
        return true;
    }
    if (aid != aids_.end())
        aids_.erase(aid);
    if (open.decided)
        return false;
    if (decision.verdict == Verdict::refuse || open.item.trouble != Trouble::none)
        owner_.failed(open.item.entry.path,
                      open.item.trouble != Trouble::none ? open.item.trouble : decision.trouble);
    else if (decision.verdict == Verdict::skip)
        owner_.skipped();
    open_.erase(found);
    return true;
}

bool Source::on(const Results& results)
{
    for (const auto& result : results.list) {
        const auto found = open_.find(result.index);
        if (found == open_.end() || !found->second.decided)
            return false;
        const Open& open = found->second;
        if (result.trouble != Trouble::none)
            owner_.failed(open.item.entry.path, result.trouble);
        else if (!open.sent)
            return false;
        else
            owner_.moved(open.item.entry.path, open.item.entry.size, open.root);
        if (!open.sent) {
            std::erase(small_, result.index);
            std::erase(large_, result.index);
            std::erase_if(files_, [&](const auto& one) { return one->index() == result.index; });
        }
        open_.erase(found);
    }
    return true;
}

bool Source::on(const Ack& ack)
{
    if (ack.taken > sent_ || ack.taken < taken_)
        return false;
    taken_ = ack.taken;
    done_ = ack.done;
    return true;
}

bool Source::on(const Done&)
{
    if (!total_told_ || !open_.empty())
        return false;
    owner_.complete();
    return true;
}

void Source::gone(std::uint32_t index, Trouble why)
{
    const auto found = open_.find(index);
    if (found == open_.end())
        return;
    out_.put(Gone{ref_, index, why});
    owner_.failed(found->second.item.entry.path, why);
    open_.erase(found);
}

void Source::changed(std::uint32_t index, const Facts& facts)
{
    const auto found = open_.find(index);
    if (found == open_.end())
        return;
    Open& open = found->second;
    if (++open.changes >= kTriesMost || facts.size > kFileMost)
        return gone(index, Trouble::changed);
    open.decided = open.sent = false;
    open.item.entry.size = facts.size;
    open.item.entry.modified = facts.modified;
    open.item.entry.mode = static_cast<std::uint16_t>(facts.mode & 0777);
    open.item.entry.sparse = facts.used < facts.size;
    out_.put(Changed{ref_, index, open.item.entry.mode, open.item.entry.sparse, facts.size, facts.modified});
}

} // namespace cordee::transfer
