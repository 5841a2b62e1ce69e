// One large file on its way out. Its reading and hashing are functions for a thread of the pool.
#pragma once

#include "delta.hpp"
#include "disk.hpp"
#include "hash.hpp"
#include "pack.hpp"
#include "source/scanner.hpp"

namespace cordee::transfer {

/// What the other side said before its decision.
struct Aid {
    std::vector<Hash> have{};
    Bytes signature{};
    [[nodiscard]] std::size_t bytes() const { return have.size() * sizeof(Hash) + signature.size(); }
};

/// Bytes of a file that one step of a delta reads, or one block where that is more.
inline constexpr std::uint32_t kDeltaStep = 2 * 1024 * 1024;

struct Piece {
    /// Messages that are ready, in order.
    std::vector<Bytes> messages{};
    std::uint32_t number = 0;
    bool hole = false;
    bool needed = false;
    bool changed = false;
};

class OutFile {
public:
    OutFile(Ref ref, std::uint32_t index, Item item, Aid aid, Packer& packer);

    [[nodiscard]] std::uint32_t index() const { return index_; }
    [[nodiscard]] const Item& item() const { return item_; }
    [[nodiscard]] std::uint32_t blocks() const { return block_count(item_.entry.size); }

    // In the pool.
    /// Trouble::changed: the facts are not those of the entry any more; facts() has the new ones.
    Trouble open(Files& files);
    /// Any number of different blocks at a time; those of one call are hashed together.
    std::vector<Piece> make_blocks(std::uint32_t first, std::uint32_t count);
    /// One after the other: all blocks from `number` up to a good amount of work; then `number` is the next.
    Piece make_delta(std::uint32_t number);
    /// Whether the file is still the one that was opened.
    bool is_unchanged(Files& files);

    [[nodiscard]] bool by_delta() const { return delta_ != nullptr; }
    [[nodiscard]] const Facts& facts() const { return facts_; }
    [[nodiscard]] Hash root() const { return root_of(item_.entry.size, hashes_); }

    // Of the source's thread.
    std::uint32_t next = 0;
    std::uint32_t under_way = 0;
    std::uint32_t made = 0;
    bool opened = false;
    bool changed = false;
    bool verifying = false;
    /// Holes in a row that were not told yet.
    std::uint32_t hole_first = 0;
    std::uint32_t hole_count = 0;

private:
    /// Reads into `out` and hashes; false: it is shorter now.
    bool take(std::uint32_t number, std::span<std::uint8_t> out);
    bool read(std::uint32_t number, std::span<std::uint8_t> out);
    [[nodiscard]] Bytes message_for(std::uint32_t number) const;
    void finish(Piece& piece, Bytes message);
    [[nodiscard]] bool hole_at(std::uint32_t number) const;
    [[nodiscard]] bool known(std::uint32_t number) const
    {
        return number < have_.size() && have_[number] == hashes_[number];
    }
    void flush_range(Piece& piece);
    void flush_delta(Piece& piece, bool all);

    const Ref ref_;
    const std::uint32_t index_;
    const Item item_;
    std::vector<Hash> have_;
    Bytes signature_;
    Packer& packer_;
    Descriptor file_;
    Facts facts_{};
    Segments segments_;
    std::vector<Hash> hashes_;

    std::unique_ptr<DeltaMaker> delta_;
    Bytes delta_out_;
    std::uint32_t range_first_ = 0;
    std::uint32_t range_count_ = 0;
};

} // namespace cordee::transfer
