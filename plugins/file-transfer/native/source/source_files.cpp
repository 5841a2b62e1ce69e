#include "hash_lanes.hpp"
#include "source/source.hpp"

#include <algorithm>
#include <utility>

namespace cordee::transfer {
namespace {

constexpr std::size_t kFilesOutMost = 2;
constexpr std::uint32_t kJobsUnderWay = 2;

} // namespace

// Large files: block by block, or as a delta.

void Source::begin_files()
{
    while (!large_.empty() && files_.size() < kFilesOutMost && may_send()) {
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
    while (file->next < file->blocks() && file->under_way < kJobsUnderWay && may_send())
        make_blocks(file);
}

/// As many together as the window has room for, and as are hashed at once.
void Source::make_blocks(const std::shared_ptr<OutFile>& file)
{
    const std::uint64_t block = block_size(file->item().entry.size);
    const auto room = (window_ - (sent_ - taken_ + reserved_)) / block;
    const auto most = std::min<std::uint64_t>(std::max<std::size_t>(hash_lanes(), 1), room);
    const auto count = static_cast<std::uint32_t>(
        std::clamp<std::uint64_t>(most, 1, file->blocks() - std::uint64_t{file->next}));
    const auto reserve = block * count;
    const auto first = std::exchange(file->next, file->next + count);
    ++file->under_way;
    reserved_ += reserve;
    const auto pieces = std::make_shared<std::vector<Piece>>();
    job([file, pieces, first, count, packer = packer_] { *pieces = file->make_blocks(first, count); },
        [this, file, pieces, count, reserve] {
            --file->under_way;
            reserved_ -= reserve;
            file->made += count;
            for (auto& piece : *pieces)
                took(file, piece);
        });
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
            --file->under_way;
            reserved_ -= reserve;
            file->made = file->next = piece->number;
            took(file, *piece);
        });
}

void Source::took(const std::shared_ptr<OutFile>& file, Piece& piece)
{
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

} // namespace cordee::transfer
