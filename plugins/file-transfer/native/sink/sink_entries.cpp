#include "protocol/paths.hpp"
#include "sink/sink.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

constexpr std::size_t kSettleBatch = CORDEE_FILES_BATCH;

} // namespace

// What there is, and what becomes of it.

bool Sink::on(Entries&& entries)
{
    if (total_ || entries.first != next_index_ || open_.size() + entries.list.size() > kOpenMost)
        return false;
    for (auto& entry : entries.list) {
        const auto index = next_index_++;
        auto path = joined(place_.path, entry.path);
        named_bytes_ += entry.size;
        Open& open = open_[index];
        open.settle = {index, std::move(entry), place_.folder, std::move(path), place_.conflict};
        to_settle_.push_back(index);
    }
    return true;
}

bool Sink::on(const Total& total)
{
    if (total_ || total.entries != next_index_)
        return false;
    total_ = total;
    total_->bytes = std::min(total.bytes, named_bytes_);
    for (std::uint32_t i = 0; i < std::min(total.lost, kTreeMost); ++i)
        owner_.failed({}, Trouble::forbidden);
    return true;
}

void Sink::settle_next()
{
    if (settling_ || to_settle_.empty() || owner_.recording_lags())
        return;
    settling_ = true;
    const auto batch = std::make_shared<std::vector<Settle>>();
    for (; !to_settle_.empty() && batch->size() < kSettleBatch; to_settle_.pop_front()) {
        const auto found = open_.find(to_settle_.front());
        if (found == open_.end())
            continue; // gone meanwhile
        auto& settle = found->second.settle;
        const auto& entry = settle.entry;
        settle.trouble = !is_path(settle.path)        ? Trouble::unusable
                         : entry.kind == Kind::folder ? Trouble::none
                                                      : rules_.check(entry.path, entry.size);
        if (settle.trouble != Trouble::none) {
            const auto why = settle.trouble;
            refuse(to_settle_.front(), why);
            continue;
        }
        found->second.state = State::settles;
        batch->push_back(settle);
    }
    const bool first = !std::exchange(made_place_, true);
    job(
        [batch, first, files = &outside_.files(), mine = mine_, place = place_] {
            if (first && !place.path.empty()) {
                Request make{CORDEE_FILE_MAKE_FOLDER, place.folder, place.path, CORDEE_FILE_PARENTS};
                files->perform({&make, 1}); // where that failed, each of the files says why
            }
            settle(*batch, *files, *mine);
        },
        [this, batch] {
            settling_ = false;
            settled(*batch);
        });
}

void Sink::settled(std::vector<Settle>& batch)
{
    Decisions decisions{ref_, {}};
    for (const auto& one : batch)
        settled(one, decisions);
    if (!decisions.list.empty())
        out_.put(decisions);
}

void Sink::settled(const Settle& one, Decisions& decisions)
{
    const auto found = open_.find(one.index);
    if (found == open_.end() || found->second.state != State::settles)
        return;
    Open& open = found->second;
    open.settle = one;
    if (one.ask) {
        open.state = State::asks;
        questions_.push_back(one.index);
        return;
    }
    if (one.verdict == Verdict::want)
        return want(one.index, open, decisions);
    decisions.list.push_back({one.index, one.verdict, one.trouble});
    if (one.verdict == Verdict::refuse)
        owner_.failed(one.entry.path, one.trouble);
    else if (one.verdict == Verdict::skip)
        owner_.skipped();
    else if (one.entry.kind == Kind::folder)
        folders_.push_back(one.entry);
    done_ += one.entry.size;
    open_.erase(found);
}

void Sink::refuse(std::uint32_t index, Trouble why)
{
    owner_.failed(open_.at(index).settle.entry.path, why);
    open_.erase(index);
    out_.put(Decisions{ref_, {{index, Verdict::refuse, why}}});
}

void Sink::want(std::uint32_t index, Open& open, Decisions& decisions)
{
    const auto size = open.settle.entry.size;
    if (rules_.ask == Ask::file && !open.person_agreed && !all_files_agreed_) {
        open.state = State::asks;
        questions_.push_back(index);
        return;
    }
    open.claim = owner_.claim(place_.folder, open.settle.target);
    if (!open.claim) {
        // Somebody writes there: this transfer's former self, another one, or a twin of this name. Then look
        // again.
        open.state = State::waits;
        blocked_.push_back(index);
        return;
    }
    if (rules_.max_total != 0 && wanted_bytes_ + size > rules_.max_total)
        return refuse(index, Trouble::too_much);
    wanted_bytes_ += size;
    if (size > kSmallMost) {
        open.state = State::wants_large;
        large_.push_back(index);
        return;
    }
    open.state = State::wants_small;
    decisions.list.push_back({index, Verdict::want, Trouble::none});
}

void Sink::unblock()
{
    for (const auto index : std::exchange(blocked_, {})) {
        const auto found = open_.find(index);
        if (found == open_.end())
            continue;
        if (owner_.claim(place_.folder, found->second.settle.target))
            to_settle_.push_back(index);
        else
            blocked_.push_back(index);
    }
}

} // namespace cordee::transfer
