#include "source/out_file.hpp"

#include <algorithm>
#include <fcntl.h>

namespace cordee::transfer {
OutFile::OutFile(Ref ref, std::uint32_t index, Item item, Aid aid, Packer& packer)
    : ref_{ref}, index_{index}, item_{std::move(item)}, have_{std::move(aid.have)},
      signature_{std::move(aid.signature)}, packer_{packer}
{}

Trouble OutFile::open(Files& files)
{
    Request request{CORDEE_FILE_OPEN, item_.folder, item_.path};
    files.perform({&request, 1});
    if (!request.fine())
        return trouble_of(request.trouble);
    facts_ = request.facts;
    file_ = std::move(request.descriptor);
    if (facts_.size != item_.entry.size || facts_.modified != item_.entry.modified)
        return Trouble::changed;
    posix_fadvise(file_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
    hashes_.resize(blocks());
    if (item_.entry.sparse)
        segments_ = data_segments(file_.get(), facts_.size);
    if (!signature_.empty())
        delta_ = DeltaMaker::from(signature_); // without one it goes block by block
    signature_ = {};
    return Trouble::none;
}

bool OutFile::hole_at(std::uint32_t number) const
{
    const auto size = item_.entry.size;
    return item_.entry.sparse &&
           is_hole(segments_, std::uint64_t{block_size(size)} * number, block_length(size, number));
}

bool OutFile::read(std::uint32_t number, std::span<std::uint8_t> out)
{
    return read_at(file_.get(), std::uint64_t{block_size(item_.entry.size)} * number, out) == out.size();
}

bool OutFile::take(std::uint32_t number, std::span<std::uint8_t> out)
{
    if (!read(number, out))
        return false;
    hashes_[number] = hash_of(out);
    return true;
}

/// With room for the data behind its head, which ends with the hash.
Bytes OutFile::message_for(std::uint32_t number) const
{
    const auto length = block_length(item_.entry.size, number);
    Bytes out = encode(Block{ref_, index_, number, false, length, {}, {}});
    out.resize(out.size() + length);
    return out;
}

std::vector<Piece> OutFile::make_blocks(std::uint32_t first, std::uint32_t count)
{
    std::vector<Piece> out;
    std::vector<Bytes> messages;
    std::vector<View> contents;
    std::vector<std::size_t> which;
    for (auto number = first; number < first + count; ++number) {
        Piece& piece = out.emplace_back(Piece{.number = number});
        const auto length = block_length(item_.entry.size, number);
        if (hole_at(number)) {
            hashes_[number] = hash_of_zeros(length);
            piece.hole = piece.needed = !known(number);
            continue;
        }
        auto message = message_for(number);
        const auto data = std::span{message}.last(length);
        piece.changed = !read(number, data);
        if (piece.changed)
            continue;
        contents.push_back(data);
        messages.push_back(std::move(message));
        which.push_back(out.size() - 1);
    }
    const auto hashes = hashes_of(contents);
    for (std::size_t i = 0; i < which.size(); ++i) {
        Piece& piece = out[which[i]];
        hashes_[piece.number] = hashes[i];
        if (!known(piece.number))
            finish(piece, std::move(messages[i]));
    }
    return out;
}

void OutFile::finish(Piece& piece, Bytes message)
{
    const auto number = piece.number;
    const auto length = block_length(item_.entry.size, number);
    const auto data = std::span{message}.last(length);
    if (const auto packed = packer_.pack(data))
        message = encode(Block{ref_, index_, number, true, length, hashes_[number], {*packed}});
    else
        std::copy(hashes_[number].begin(), hashes_[number].end(), data.data() - sizeof(Hash));
    piece.needed = true;
    piece.messages.push_back(std::move(message));
}

void OutFile::flush_range(Piece& piece)
{
    if (range_count_ > 0)
        piece.messages.push_back(encode(Range{ref_, index_, range_first_, range_count_}));
    range_count_ = 0;
}

void OutFile::flush_delta(Piece& piece, bool all)
{
    View left{delta_out_};
    while (left.size() >= kDeltaMost || (all && !left.empty())) {
        const View raw = left.first(std::min<std::size_t>(left.size(), kDeltaMost));
        const auto packed = packer_.pack(raw);
        piece.messages.push_back(encode(Delta{ref_,
                                              index_,
                                              packed.has_value(),
                                              static_cast<std::uint32_t>(raw.size()),
                                              {packed ? View{*packed} : raw}}));
        left = left.subspan(raw.size());
    }
    delta_out_.erase(delta_out_.begin(), delta_out_.end() - static_cast<std::ptrdiff_t>(left.size()));
}

Piece OutFile::make_delta(std::uint32_t number)
{
    Piece piece;
    Bytes data;
    for (std::uint64_t read = 0; number < blocks() && read < kDeltaStep; ++number) {
        const auto length = block_length(item_.entry.size, number);
        const bool hole = hole_at(number);
        if (hole)
            hashes_[number] = hash_of_zeros(length);
        data.resize(length);
        if (!hole && !take(number, data)) {
            piece.changed = true;
            return piece;
        }
        read += length;
        if (known(number))
            continue;
        if (hole) {
            piece.messages.push_back(encode(Hole{ref_, index_, number, 1}));
            continue;
        }
        if (range_count_ > 0 && range_first_ + range_count_ != number)
            flush_range(piece);
        if (range_count_++ == 0)
            range_first_ = number;
        piece.changed |= !delta_->add(data, delta_out_);
    }
    piece.number = number;
    const bool last = number == blocks();
    if (last)
        piece.changed |= !delta_->end(delta_out_);
    flush_range(piece); // before the data that fills it
    flush_delta(piece, last);
    return piece;
}

bool OutFile::is_unchanged(Files& files)
{
    if (stamp_of(file_.get()) != Stamp{facts_.size, facts_.modified})
        return false;
    Request look{CORDEE_FILE_LOOK, item_.folder, item_.path};
    files.perform({&look, 1});
    // Another file of that name now: what was read is a whole file all the same, but not the one that is
    // there.
    const bool same = look.fine() && look.facts.kind == CORDEE_KIND_FILE && look.facts.file == facts_.file;
    if (look.fine())
        facts_ = look.facts;
    return same && look.facts.size == item_.entry.size && look.facts.modified == item_.entry.modified;
}

} // namespace cordee::transfer
