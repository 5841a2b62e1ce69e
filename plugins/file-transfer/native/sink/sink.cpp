#include "sink/sink.hpp"

#include "protocol/paths.hpp"
#include "sink/small_files.hpp"
#include "texts.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

constexpr std::size_t kSettleBatch = CORDEE_FILES_BATCH;
constexpr std::size_t kFilesMost = 3;
/// An acknowledgement is worth a message after so many bytes.
constexpr std::uint64_t kAckStep = 128 * 1024;
/// A sender that keeps to the largest window stays below, with one message on top.
constexpr std::uint64_t kUntakenMost = kWindowMost + kLargestBlock + 1024 * 1024;

} // namespace

Sink::Sink(Outside& outside, Outbox& out, SideOwner& owner, Ref ref, Place place, Rules rules)
    : outside_{outside}, out_{out}, owner_{owner}, ref_{ref}, place_{std::move(place)}, rules_{
                                                                                            std::move(rules)}
{}

void Sink::job(std::function<void()> work, std::function<void()> done)
{
    outside_.jobs().run(std::move(work), [self = weak_from_this(), done = std::move(done)] {
        const auto alive = self.lock();
        if (!alive || alive->ended_)
            return;
        done();
        if (!alive->ended_)
            alive->pump();
    });
}

Counts Sink::counts() const
{
    return {done_, total_ ? total_->bytes : CORDEE_TASK_UNKNOWN, came_};
}

void Sink::end(bool discard_parts)
{
    ended_ = true;
    if (discard_parts)
        for (const auto& file : files_)
            discard(file);
}

void Sink::discard(const File& file)
{
    outside_.jobs().run([file, files = &outside_.files()] { file->discard(*files); }, [] {});
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

void Sink::pump()
{
    if (ended_)
        return;
    unblock();
    settle_next();
    put_questions();
    begin_files();
    const auto files = files_; // which may end meanwhile
    for (const auto& file : files)
        if (!ended_)
            advance(file);
    if (!ended_ && total_ && open_.empty() && !finishing_)
        finish();
}

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

// Questions to the person, one at a time.

void Sink::put_questions()
{
    while (!asking_ && !questions_.empty()) {
        const auto index = questions_.front();
        questions_.pop_front();
        const auto found = open_.find(index);
        if (found == open_.end() || found->second.state != State::asks)
            continue;
        if (!found->second.settle.ask && all_files_agreed_) {
            agreed(index);
            continue;
        }
        asking_ = true;
        if (found->second.settle.ask)
            ask_conflict(index);
        else
            ask_file(index);
    }
}

void Sink::ask_conflict(std::uint32_t index)
{
    static constexpr Conflict kAnswers[] = {Conflict::skip, Conflict::replace, Conflict::keep_both};
    const auto language = outside_.language();
    owner_.ask(exists_question(open_.at(index).settle.entry.path, language),
               {std::string{say(Phrase::skip, language)}, std::string{say(Phrase::replace, language)},
                std::string{say(Phrase::keep_both, language)}},
               [this, index](std::uint32_t choice) {
                   asking_ = false;
                   const auto found = open_.find(index);
                   if (found != open_.end()) {
                       found->second.settle.ask = false;
                       found->second.settle.conflict = kAnswers[std::min<std::uint32_t>(choice, 2)];
                       found->second.state = State::waits;
                       to_settle_.push_front(index);
                   }
                   pump();
               });
}

void Sink::ask_file(std::uint32_t index)
{
    const auto language = outside_.language();
    const auto& entry = open_.at(index).settle.entry;
    owner_.ask(file_question(outside_.peer_name(), entry.path, entry.size, language),
               {std::string{say(Phrase::no, language)}, std::string{say(Phrase::yes, language)},
                std::string{say(Phrase::yes_to_all, language)}},
               [this, index](std::uint32_t choice) {
                   asking_ = false;
                   all_files_agreed_ |= choice >= 2;
                   if (open_.contains(index) && choice == 0)
                       refuse(index, Trouble::declined);
                   else if (open_.contains(index))
                       agreed(index);
                   pump();
               });
}

void Sink::agreed(std::uint32_t index)
{
    Open& open = open_.at(index);
    open.person_agreed = true;
    Decisions decisions{ref_, {}};
    want(index, open, decisions);
    if (!decisions.list.empty())
        out_.put(decisions);
}

// Large files.

void Sink::begin_files()
{
    while (!large_.empty() && files_.size() < kFilesMost) {
        const auto index = large_.front();
        large_.pop_front();
        const auto found = open_.find(index);
        if (found == open_.end() || found->second.state != State::wants_large)
            continue;
        found->second.state = State::comes;
        const auto file = std::make_shared<InFile>(found->second.settle, rules_.delta, found->second.claim);
        files_.push_back(file);
        file->jobs = 1;
        const auto trouble = std::make_shared<Trouble>(Trouble::none);
        job([file, trouble, files = &outside_.files()] { *trouble = file->prepare(*files); },
            [this, file, trouble] { prepared(file, *trouble); });
    }
}

void Sink::prepared(const File& file, Trouble trouble)
{
    --file->jobs;
    if (trouble != Trouble::none)
        return fail(file, trouble);
    if (!file->leaving)
        announce(file);
}

void Sink::announce(const File& file)
{
    const auto& have = file->have();
    for (std::size_t at = 0; at < have.size(); at += kHashesMost) {
        const auto end = std::min(have.size(), at + kHashesMost);
        out_.put(Have{ref_,
                      file->index(),
                      static_cast<std::uint32_t>(at),
                      {have.begin() + static_cast<std::ptrdiff_t>(at),
                       have.begin() + static_cast<std::ptrdiff_t>(end)}});
    }
    View left{file->signature()};
    while (!left.empty()) {
        const View piece = left.first(std::min(left.size(), kSignaturePiece));
        out_.put(Signature{ref_, file->index(), {piece}});
        left = left.subspan(piece.size());
    }
    file->forget_help();
    file->ready = file->decided = true;
    out_.put(Decisions{ref_, {{file->index(), Verdict::want, Trouble::none}}});
}

Sink::File Sink::file_of(std::uint32_t index, bool& fits) const
{
    const auto found =
        std::find_if(files_.begin(), files_.end(), [&](const auto& one) { return one->index() == index; });
    if (found == files_.end()) {
        // Of a file that has failed here, more may be under way; of one that waits, nothing can be.
        fits = index < next_index_ && !open_.contains(index);
        return nullptr;
    }
    if ((*found)->leaving && !open_.contains(index))
        return nullptr; // it has failed here, and ends when its jobs do
    fits = (*found)->ready && !(*found)->leaving && !(*found)->root;
    return fits ? *found : nullptr;
}

bool Sink::came(const Buffer& buffer)
{
    came_ += buffer->size();
    return came_ - taken_ <= kUntakenMost;
}

void Sink::taken(std::size_t bytes)
{
    taken_ += bytes;
    if (taken_ - told_ < kAckStep && taken_ != came_)
        return;
    told_ = taken_;
    out_.put(Ack{ref_, taken_, done_});
}

bool Sink::on(const Block& block, const Buffer& buffer)
{
    bool fits = came(buffer);
    const auto file = fits ? file_of(block.index, fits) : nullptr;
    if (!file) {
        taken(buffer->size());
        return fits;
    }
    if (block.number >= file->blocks() || block.raw != block_length(file->size(), block.number) ||
        file->announced[block.number])
        return false;
    file->announced[block.number] = true;
    ++file->jobs;
    const auto trouble = std::make_shared<Trouble>(Trouble::none);
    job([file, trouble, block, buffer] { *trouble = file->take(block); },
        [this, file, trouble, raw = block.raw, size = buffer->size()] { took(file, *trouble, size, raw); });
    return true;
}

bool Sink::on(const Hole& hole, const Buffer& buffer)
{
    bool fits = came(buffer);
    const auto file = fits ? file_of(hole.index, fits) : nullptr;
    if (!file) {
        taken(buffer->size());
        return fits;
    }
    if (hole.first + hole.count > file->blocks())
        return false;
    std::uint64_t content = 0;
    for (auto number = hole.first; number < hole.first + hole.count; ++number) {
        if (file->announced[number])
            return false;
        file->announced[number] = true;
        content += block_length(file->size(), number);
    }
    ++file->jobs;
    const auto trouble = std::make_shared<Trouble>(Trouble::none);
    job([file, trouble, hole] { *trouble = file->take_hole(hole.first, hole.count); },
        [this, file, trouble, content, size = buffer->size()] { took(file, *trouble, size, content); });
    return true;
}

bool Sink::on(const Range& range, const Buffer& buffer)
{
    bool fits = came(buffer);
    const auto file = fits ? file_of(range.index, fits) : nullptr;
    if (file) {
        if (!file->takes_delta() || range.first + range.count > file->blocks())
            return false;
        for (auto number = range.first; number < range.first + range.count; ++number) {
            if (file->announced[number])
                return false;
            file->announced[number] = true;
        }
        file->ranges.push_back(range);
    }
    taken(buffer->size());
    return fits;
}

bool Sink::on(const Delta& delta, const Buffer& buffer)
{
    bool fits = came(buffer);
    const auto file = fits ? file_of(delta.index, fits) : nullptr;
    if (!file) {
        taken(buffer->size());
        return fits;
    }
    if (!file->takes_delta())
        return false;
    file->deltas.emplace_back(buffer, delta);
    advance(file);
    return true;
}

/// What can be done for a file now that nothing of it is under way.
void Sink::advance(const File& file)
{
    if (file->leaving) {
        if (file->jobs == 0)
            drop(file, !file->again);
        return;
    }
    if (!file->deltas.empty() && !file->delta_runs) {
        file->delta_runs = true;
        ++file->jobs;
        const auto trouble = std::make_shared<Trouble>(Trouble::none);
        const auto [buffer, delta] = file->deltas.front();
        file->deltas.pop_front();
        job([file, trouble, buffer = buffer, delta = delta,
             ranges = std::exchange(file->ranges, {})] { *trouble = file->take_delta(ranges, delta); },
            [this, file, trouble, raw = delta.raw, size = buffer->size()] {
                file->delta_runs = false;
                took(file, *trouble, size, raw);
            });
        return;
    }
    if (file->root && file->jobs == 0 && file->ready)
        check(file);
}

void Sink::took(const File& file, Trouble trouble, std::size_t bytes, std::uint64_t content)
{
    --file->jobs;
    if (trouble == Trouble::none) {
        const auto counts = std::min(content, file->size() - file->counted);
        file->counted += counts;
        done_ += counts;
    }
    taken(bytes);
    // A block that is not what its hash says is missing at the end, and comes again.
    if (trouble != Trouble::none && trouble != Trouble::mismatch && !file->leaving)
        fail(file, trouble);
}

bool Sink::on(const End& end)
{
    bool fits = true;
    const auto file = file_of(end.index, fits);
    if (!file)
        return fits;
    file->root = end.root;
    advance(file);
    return true;
}

void Sink::check(const File& file)
{
    file->ready = false;
    file->jobs = 1;
    const auto trouble = std::make_shared<Trouble>(Trouble::none);
    if (file->is_whole(*file->root)) {
        job([file, trouble, files = &outside_.files(),
             mine = mine_] { *trouble = file->commit(*files, *mine); },
            [this, file, trouble] { stored(file, *trouble); });
    } else if (std::exchange(file->repaired, true)) {
        file->jobs = 0;
        fail(file, Trouble::mismatch);
    } else {
        file->root.reset();
        job([file, trouble] { *trouble = file->look_again(); },
            [this, file, trouble] { prepared(file, *trouble); });
    }
}

void Sink::stored(const File& file, Trouble trouble)
{
    file->jobs = 0;
    if (trouble != Trouble::none)
        return fail(file, trouble);
    done_ += file->size() - file->counted;
    const auto& entry = file->place().entry;
    owner_.moved(entry.path, entry.size, *file->root);
    out_.put(Results{ref_, {{file->index(), Trouble::none}}});
    open_.erase(file->index());
    std::erase(files_, file);
}

void Sink::fail(const File& file, Trouble why)
{
    if (open_.erase(file->index()) > 0) {
        owner_.failed(file->place().entry.path, why);
        done_ += file->size() - file->counted;
        if (file->decided)
            out_.put(Results{ref_, {{file->index(), why}}});
        else
            out_.put(Decisions{ref_, {{file->index(), Verdict::refuse, why}}});
    }
    file->leaving = true;
    advance(file);
}

void Sink::drop(const File& file, bool discard_part)
{
    // Deltas that nobody takes any more are taken all the same.
    for (const auto& [buffer, delta] : std::exchange(file->deltas, {}))
        taken(buffer->size());
    std::erase(files_, file);
    if (discard_part) {
        discard(file);
        return;
    }
    const auto found = open_.find(file->index());
    if (found == open_.end())
        return;
    found->second.state = State::waits;
    to_settle_.push_front(file->index());
}

// Small files.

bool Sink::on(Small&& small, const Buffer& buffer)
{
    if (!came(buffer))
        return false;
    std::vector<Settle> places;
    std::vector<Claim> claims;
    for (const auto& file : small.files) {
        const auto found = open_.find(file.index);
        if (found == open_.end() || found->second.state != State::wants_small ||
            found->second.settle.entry.size != file.size)
            return false;
        found->second.state = State::stores;
        places.push_back(found->second.settle);
        claims.push_back(found->second.claim);
    }
    const auto troubles = std::make_shared<std::vector<Trouble>>();
    const auto shared = std::make_shared<const std::vector<Settle>>(std::move(places));
    const auto message = std::make_shared<const Small>(std::move(small));
    job([shared, troubles, message, buffer, claims = std::move(claims), files = &outside_.files(),
         mine = mine_] { *troubles = store_small(*message, *shared, *files, *mine); },
        [this, shared, troubles, message, size = buffer->size()] {
            stored_small(message->files, *shared, *troubles, size);
        });
    return true;
}

void Sink::stored_small(const std::vector<SmallFile>& files, const std::vector<Settle>& places,
                        const std::vector<Trouble>& troubles, std::size_t bytes)
{
    Results results{ref_, {}};
    for (std::size_t i = 0; i < files.size(); ++i) {
        results.list.push_back({files[i].index, troubles[i]});
        if (troubles[i] == Trouble::none)
            owner_.moved(places[i].entry.path, files[i].size, files[i].hash);
        else
            owner_.failed(places[i].entry.path, troubles[i]);
        done_ += files[i].size;
        open_.erase(files[i].index);
    }
    out_.put(results);
    taken(bytes);
}

// What does not come, or comes as something else.

bool Sink::on(const Gone& gone)
{
    const auto found = open_.find(gone.index);
    if (found == open_.end())
        return gone.index < next_index_;
    const auto state = found->second.state;
    if (state != State::wants_small && state != State::comes)
        return false;
    owner_.failed(found->second.settle.entry.path, gone.trouble);
    done_ += found->second.settle.entry.size;
    bool fits = true;
    if (state == State::comes) {
        const auto file = file_of(gone.index, fits);
        if (!file)
            return false;
        file->leaving = true;
    }
    open_.erase(found);
    pump();
    return true;
}

bool Sink::on(const Changed& changed)
{
    const auto found = open_.find(changed.index);
    if (found == open_.end())
        return changed.index < next_index_;
    Open& open = found->second;
    if ((open.state != State::wants_small && open.state != State::comes) || ++open.changes > kTriesMost)
        return false;
    auto& entry = open.settle.entry;
    wanted_bytes_ -= entry.size;
    open.claim = nullptr;
    if (total_)
        total_->bytes += changed.size - entry.size;
    entry.mode = changed.mode;
    entry.sparse = changed.sparse;
    entry.size = changed.size;
    entry.modified = changed.modified;
    if (open.state == State::wants_small) {
        open.state = State::waits;
        to_settle_.push_back(changed.index);
    } else {
        bool fits = true;
        const auto file = file_of(changed.index, fits);
        if (!file)
            return false;
        file->leaving = file->again = true;
        done_ -= file->counted;
    }
    pump();
    return true;
}

// The end.

void Sink::finish()
{
    finishing_ = true;
    const auto requests = std::make_shared<std::vector<Request>>();
    for (auto one = folders_.rbegin(); one != folders_.rend(); ++one) {
        Request facts{CORDEE_FILE_SET_FACTS, place_.folder, joined(place_.path, one->path)};
        facts.mode = one->mode;
        facts.modified = one->modified;
        requests->push_back(std::move(facts));
    }
    folders_.clear();
    job([requests, files = &outside_.files()] { files->perform(*requests); },
        [this] {
            out_.put(Ack{ref_, taken_, done_});
            owner_.complete();
        });
}

} // namespace cordee::transfer
