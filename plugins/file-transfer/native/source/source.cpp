#include "source/source.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

/// Entries that are known ahead of being named.
constexpr std::size_t kAhead = 65536;
constexpr std::size_t kEntryBytes = 128 * 1024;
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

} // namespace cordee::transfer
