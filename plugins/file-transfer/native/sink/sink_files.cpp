#include "sink/sink.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

constexpr std::size_t kFilesInMost = 3;

} // namespace

// Large files, from the part on the disk to the final name.

void Sink::begin_files()
{
    while (!large_.empty() && files_.size() < kFilesInMost) {
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

void Sink::discard(const File& file)
{
    outside_.jobs().run([file, files = &outside_.files()] { file->discard(*files); }, [] {});
}

} // namespace cordee::transfer
