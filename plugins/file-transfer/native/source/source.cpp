#include "source/source.hpp"

#include "source/bundle.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

/// Entries that are known ahead of being named.
constexpr std::size_t kAhead = 65536;
constexpr std::size_t kEntryBytes = 128 * 1024;
constexpr unsigned kBundlesMost = 3;
constexpr std::size_t kFilesMost = 2;
constexpr std::uint32_t kBlocksUnderWay = 4;
/// What the other end may say before its decisions, in all.
constexpr std::size_t kAidMost = 64 * 1024 * 1024;
/// Once, again after each change, and once more where something did not arrive as it was sent.
constexpr unsigned kWantsMost = 2 * (kTriesMost + 1);
/// Messages are to be on their way no longer than that.
constexpr std::uint64_t kSecondsUnderWay = 2;

} // namespace

Source::Source(Outside& outside, Outbox& out, SideOwner& owner, Ref ref, std::vector<Root> roots, Rules rules)
    : outside_{outside}, out_{out}, owner_{owner}, ref_{ref}, scanner_{std::make_shared<Scanner>(
                                                                  outside.files(), std::move(roots),
                                                                  std::move(rules))}
{}

void Source::job(std::function<void()> work, std::function<void()> done)
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

void Source::path(std::uint64_t bytes_per_second)
{
    window_ = std::clamp(bytes_per_second * kSecondsUnderWay, kWindowLeast, kWindowMost);
    packer_->path(bytes_per_second);
}

Counts Source::counts() const
{
    return {done_, total_told_ || scanned_ ? scanner_->bytes() : CORDEE_TASK_UNKNOWN, sent_};
}

void Source::pump()
{
    if (!ended_)
        scan();
    if (ended_ || paused_ || out_.blocked())
        return;
    name_entries();
    bundle();
    begin_files();
    const auto files = files_; // which may end meanwhile
    for (const auto& file : files)
        if (!ended_ && file->opened)
            advance(file);
}

void Source::scan()
{
    if (scanning_ || scanned_ || found_.size() >= kAhead)
        return;
    struct Step {
        std::vector<Item> items;
        bool more = true;
    };
    scanning_ = true;
    const auto step = std::make_shared<Step>();
    job(
        [scanner = scanner_, step] {
            while (step->more && step->items.size() < kEntriesMost)
                step->more = scanner->step(step->items);
        },
        [this, step] {
            scanning_ = false;
            scanned_ = !step->more;
            if (scanner_->trouble() != Trouble::none)
                return owner_.give_up(scanner_->trouble());
            std::move(step->items.begin(), step->items.end(), std::back_inserter(found_));
        });
}

void Source::name_entries()
{
    while (!found_.empty() && open_.size() < kOpenMost && !out_.blocked() && !owner_.recording_lags()) {
        Entries entries{ref_, next_index_, {}};
        for (std::size_t bytes = 0; !found_.empty() && open_.size() < kOpenMost && bytes < kEntryBytes &&
                                    entries.list.size() < kEntriesMost;
             found_.pop_front()) {
            Item& item = found_.front();
            bytes += item.entry.path.size() + item.entry.target.size() + 32;
            entries.list.push_back(item.entry);
            open_[next_index_++].item = std::move(item);
        }
        out_.put(entries);
    }
    if (scanned_ && found_.empty() && !total_told_) {
        total_told_ = true;
        for (std::uint32_t i = 0; i < scanner_->lost(); ++i)
            owner_.failed({}, Trouble::forbidden);
        out_.put(Total{ref_, next_index_, scanner_->bytes(), scanner_->lost()});
    }
}

bool Source::may_send() const
{
    return !ended_ && !paused_ && !out_.blocked() && sent_ - taken_ + reserved_ < window_;
}

void Source::send_bulk(Bytes message)
{
    sent_ += message.size();
    out_.put(std::move(message));
}

// Small files: many in one message.

struct Source::Bundle {
    BundleJob job;
    BundleMade made;
};

void Source::bundle()
{
    while (!small_.empty() && bundles_ < kBundlesMost && may_send()) {
        const auto bundle = std::make_shared<Bundle>();
        std::uint64_t bytes = 0;
        while (!small_.empty() && bundle->job.files.size() < kBundleFiles) {
            const auto& item = open_.at(small_.front()).item;
            if (bytes + item.entry.size > kBundleMost)
                break;
            bytes += item.entry.size;
            bundle->job.files.push_back({small_.front(), item});
            small_.pop_front();
        }
        bundle->job.ref = ref_;
        ++bundles_;
        reserved_ += kBundleMost;
        job([bundle, files = &outside_.files(),
             packer = packer_] { bundle->made = make_bundle(bundle->job, *files, *packer); },
            [this, bundle] { bundled(*bundle); });
    }
}

void Source::bundled(const Bundle& bundle)
{
    --bundles_;
    reserved_ -= kBundleMost;
    for (const auto& [index, root] : bundle.made.roots) {
        const auto found = open_.find(index);
        if (found == open_.end())
            continue;
        found->second.root = root;
        found->second.sent = true;
    }
    if (!bundle.made.message.empty())
        send_bulk(bundle.made.message);
    for (const auto& [index, why] : bundle.made.gone)
        gone(index, why);
    for (const auto& [index, facts] : bundle.made.changed)
        changed(index, facts);
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

// Large files: block by block, or as a delta.

void Source::begin_files()
{
    while (!large_.empty() && files_.size() < kFilesMost && may_send()) {
        const auto index = large_.front();
        large_.pop_front();
        const auto aid = aids_.extract(index);
        const auto file = std::make_shared<OutFile>(ref_, index, open_.at(index).item,
                                                    aid ? std::move(aid.mapped()) : Aid{}, *packer_);
        files_.push_back(file);
        const auto trouble = std::make_shared<Trouble>(Trouble::none);
        job([file, trouble, files = &outside_.files()] { *trouble = file->open(*files); },
            [this, file, trouble] { opened(file, *trouble); });
    }
}

void Source::leave(const OutFile& file)
{
    std::erase_if(files_, [&](const auto& one) { return one.get() == &file; });
}

void Source::opened(const std::shared_ptr<OutFile>& file, Trouble trouble)
{
    if (trouble == Trouble::none) {
        file->opened = true;
        return;
    }
    leave(*file);
    if (trouble == Trouble::changed)
        changed(file->index(), file->facts());
    else
        gone(file->index(), trouble);
}

void Source::advance(const std::shared_ptr<OutFile>& file)
{
    if (file->verifying)
        return;
    if (file->changed || file->made == file->blocks()) {
        if (file->under_way == 0)
            verify(file);
        return;
    }
    if (file->by_delta())
        return advance_delta(file);
    const std::uint64_t reserve = block_size(file->item().entry.size);
    while (file->next < file->blocks() && file->under_way < kBlocksUnderWay && may_send()) {
        ++file->under_way;
        reserved_ += reserve;
        const auto piece = std::make_shared<Piece>();
        job([file, piece, number = file->next++, packer = packer_] { *piece = file->make_block(number); },
            [this, file, piece, reserve] {
                ++file->made;
                took(file, *piece, reserve);
            });
    }
}

void Source::advance_delta(const std::shared_ptr<OutFile>& file)
{
    if (file->under_way > 0 || !may_send())
        return;
    file->under_way = 1;
    const std::uint64_t reserve = std::max(kDeltaStep, block_size(file->item().entry.size));
    reserved_ += reserve;
    const auto piece = std::make_shared<Piece>();
    job([file, piece, number = file->next, packer = packer_] { *piece = file->make_delta(number); },
        [this, file, piece, reserve] {
            file->made = file->next = piece->number;
            took(file, *piece, reserve);
        });
}

void Source::took(const std::shared_ptr<OutFile>& file, Piece& piece, std::uint64_t reserved)
{
    --file->under_way;
    reserved_ -= reserved;
    file->changed |= piece.changed;
    if (piece.changed)
        return;
    if (piece.hole) {
        if (file->hole_count > 0 && file->hole_first + file->hole_count != piece.number)
            flush_hole(*file);
        if (file->hole_count++ == 0)
            file->hole_first = piece.number;
    }
    for (auto& message : piece.messages)
        send_bulk(std::move(message));
}

void Source::flush_hole(OutFile& file)
{
    if (file.hole_count > 0)
        send_bulk(encode(Hole{ref_, file.index(), file.hole_first, file.hole_count}));
    file.hole_count = 0;
}

void Source::verify(const std::shared_ptr<OutFile>& file)
{
    file->verifying = true;
    flush_hole(*file);
    const auto same = std::make_shared<bool>(false);
    job([file, same, files = &outside_.files()] { *same = file->is_unchanged(*files) && !file->changed; },
        [this, file, same] {
            leave(*file);
            const auto found = open_.find(file->index());
            if (found == open_.end())
                return;
            if (!*same)
                return changed(file->index(), file->facts());
            found->second.root = file->root();
            found->second.sent = true;
            out_.put(End{ref_, file->index(), file->root()});
        });
}

// What the other end says.

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

} // namespace cordee::transfer
