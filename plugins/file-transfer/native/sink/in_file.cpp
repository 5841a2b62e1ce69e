#include "sink/in_file.hpp"

#include "pack.hpp"

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

namespace cordee::transfer {
namespace {

/// An older version may have any size that a signature can describe.
constexpr std::uint64_t kOlderMost = std::uint64_t{1} << 40;

} // namespace

InFile::InFile(Settle place, bool by_delta, Claim claim)
    : place_{std::move(place)}, by_delta_{by_delta}, claim_{std::move(claim)},
      hashes_(block_count(place_.entry.size)), known_(hashes_.size())
{
    announced.resize(hashes_.size());
}

Trouble InFile::prepare(Files& files)
{
    Request request{CORDEE_FILE_PART, place_.folder, place_.target};
    files.perform({&request, 1});
    if (!request.fine())
        return trouble_of(request.trouble);
    const auto space = files.space(place_.folder);
    has_part_ = true;
    if (space && !place_.entry.sparse && *space + request.facts.used < size())
        return Trouble::full;
    part_ = std::move(request.descriptor);
    file_id_ = request.facts.file;
    fresh_from_ = request.facts.size;
    hash_part();
    if (by_delta_ && place_.has_older)
        open_older(files);
    return Trouble::none;
}

void InFile::discard(Files& files)
{
    if (!has_part_)
        return;
    Request request{CORDEE_FILE_DISCARD, place_.folder, place_.target};
    files.perform({&request, 1});
}

void InFile::hash_part()
{
    Bytes data;
    std::fill(known_.begin(), known_.end(), std::uint8_t{0});
    have_.clear();
    for (std::uint32_t number = 0; number < blocks(); ++number) {
        data.resize(block_length(size(), number));
        if (offset(number) + data.size() > fresh_from_ ||
            read_at(part_.get(), offset(number), data) != data.size())
            break;
        know(number, hash_of(data));
        have_.push_back(hashes_[number]);
    }
}

Trouble InFile::look_again()
{
    taker_.reset();
    filling_.clear();
    fresh_from_ = stamp_of(part_.get()).size;
    std::fill(announced.begin(), announced.end(), std::uint8_t{0});
    hash_part();
    return Trouble::none;
}

void InFile::open_older(Files& files)
{
    Request request{CORDEE_FILE_OPEN, place_.folder, place_.path};
    files.perform({&request, 1});
    if (!request.fine() || request.facts.size <= kSmallMost || request.facts.size > kOlderMost)
        return; // perhaps nobody may read there
    auto signature = signature_of(request.descriptor.get(), request.facts.size);
    if (!signature)
        return;
    signature_ = std::move(*signature);
    older_ = std::move(request.descriptor);
    taker_ = DeltaTaker::over(older_.get(), [this](View data) { return patched(data); });
}

Trouble InFile::put(std::uint32_t number, View data)
{
    const auto at = offset(number);
    const auto trouble = place_.entry.sparse && at >= fresh_from_ ? write_sparsely(part_.get(), at, data)
                                                                  : write_at(part_.get(), at, data);
    begin_to_write(part_.get(), at, data.size());
    return trouble;
}

std::vector<Trouble> InFile::take(const std::vector<Arrived>& arrived)
{
    std::vector<Trouble> out(arrived.size(), Trouble::none);
    std::vector<Bytes> rooms(arrived.size());
    std::vector<View> contents;
    for (std::size_t i = 0; i < arrived.size(); ++i) {
        const auto& block = arrived[i].block;
        if (block.packed)
            rooms[i].resize(block.raw);
        if (block.packed && !unpack(block.data.view, rooms[i]))
            out[i] = Trouble::mismatch;
        contents.push_back(block.packed ? View{rooms[i]} : block.data.view);
    }
    const auto hashes = hashes_of(contents);
    for (std::size_t i = 0; i < arrived.size(); ++i) {
        const auto& block = arrived[i].block;
        if (out[i] == Trouble::none && hashes[i] != block.hash)
            out[i] = Trouble::mismatch;
        if (out[i] == Trouble::none)
            out[i] = put(block.number, contents[i]);
        if (out[i] == Trouble::none)
            know(block.number, block.hash);
    }
    return out;
}

Trouble InFile::take_hole(std::uint32_t first, std::uint32_t count)
{
    Bytes zeros;
    for (std::uint32_t number = first; number < first + count; ++number) {
        const auto length = block_length(size(), number);
        if (offset(number) < fresh_from_) {
            zeros.resize(length);
            if (const auto trouble = write_at(part_.get(), offset(number), zeros); trouble != Trouble::none)
                return trouble;
        }
        know(number, hash_of_zeros(length));
    }
    return Trouble::none;
}

Trouble InFile::take_delta(const std::vector<Range>& ranges, const Delta& delta)
{
    filling_.insert(filling_.end(), ranges.begin(), ranges.end());
    Bytes room;
    View data = delta.data.view;
    if (delta.packed) {
        room.resize(delta.raw);
        if (!unpack(data, room))
            return Trouble::mismatch;
        data = room;
    }
    if (taker_->ended() || !taker_->add(data))
        return patch_trouble_ != Trouble::none ? patch_trouble_ : Trouble::mismatch;
    return Trouble::none;
}

/// Cuts what the delta gives into the blocks that are due.
bool InFile::patched(View data)
{
    while (!data.empty()) {
        if (filling_.empty())
            return false; // more than there may be
        Range& range = filling_.front();
        const auto length = block_length(size(), range.first);
        const auto take = std::min<std::size_t>(data.size(), length - block_.size());
        block_.insert(block_.end(), data.begin(), data.begin() + static_cast<std::ptrdiff_t>(take));
        data = data.subspan(take);
        if (block_.size() < length)
            continue;
        patch_trouble_ = put(range.first, block_);
        if (patch_trouble_ != Trouble::none)
            return false;
        know(range.first, hash_of(block_));
        block_.clear();
        ++range.first;
        if (--range.count == 0)
            filling_.pop_front();
    }
    return true;
}

bool InFile::is_whole(const Hash& root_there) const
{
    return std::all_of(known_.begin(), known_.end(), [](auto known) { return known != 0; }) &&
           root_of(size(), hashes_) == root_there;
}

Trouble InFile::commit(Files& files, Mine& mine)
{
    // A part of another file was longer; a hole at the end leaves it shorter.
    if (stamp_of(part_.get()).size != size() && ftruncate(part_.get(), static_cast<off_t>(size())) != 0)
        return Trouble::disk;
    part_.close();
    older_.close();
    Request commit{CORDEE_FILE_COMMIT, place_.folder, place_.target};
    commit.flags = place_.replace ? CORDEE_FILE_REPLACE : 0;
    commit.mode = place_.entry.mode;
    commit.modified = place_.entry.modified;
    files.perform({&commit, 1});
    if (commit.fine()) {
        has_part_ = false;
        mine.add(file_id_);
    }
    return trouble_of(commit.trouble);
}

} // namespace cordee::transfer
