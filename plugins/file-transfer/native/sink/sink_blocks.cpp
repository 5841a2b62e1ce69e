#include "hash_lanes.hpp"
#include "sink/sink.hpp"

#include <algorithm>

namespace cordee::transfer {
namespace {

constexpr std::uint32_t kTakesMost = 2;

} // namespace

// What comes of large files.

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
    file->arrived.push_back({buffer, block});
    take_arrived(file);
    return true;
}

/// While jobs are under way more blocks arrive, and make the next job worth more.
void Sink::take_arrived(const File& file)
{
    while (!file->arrived.empty() && file->takes < kTakesMost) {
        const auto blocks = std::make_shared<std::vector<Arrived>>();
        const auto most = std::max<std::size_t>(hash_lanes(), 1);
        for (; !file->arrived.empty() && blocks->size() < most; file->arrived.pop_front())
            blocks->push_back(std::move(file->arrived.front()));
        ++file->takes;
        const auto troubles = std::make_shared<std::vector<Trouble>>();
        job([file, blocks, troubles] { *troubles = file->take(*blocks); },
            [this, file, blocks, troubles] {
                --file->takes;
                std::size_t bytes = 0;
                for (std::size_t i = 0; i < blocks->size(); ++i) {
                    bytes += (*blocks)[i].buffer->size();
                    const bool last = i + 1 == blocks->size(); // all are acknowledged at once
                    took(file, (*troubles)[i], last ? bytes : 0, (*blocks)[i].block.raw);
                }
                take_arrived(file);
            });
    }
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

} // namespace cordee::transfer
