// One large file on its way in: its part, what of it is known, and an older version to build on. The
// functions that touch the disk are for threads of the pool.
#pragma once

#include "delta.hpp"
#include "disk.hpp"
#include "files.hpp"
#include "hash.hpp"
#include "side.hpp"
#include "sink/settle.hpp"

#include <deque>
#include <optional>

namespace cordee::transfer {

/// A message as it came, kept while views into it are in use.
using Buffer = std::shared_ptr<const Bytes>;

struct Arrived {
    Buffer buffer; ///< what the block's data lies in
    Block block;
};

class InFile {
public:
    InFile(Settle place, bool by_delta, Claim claim);

    [[nodiscard]] std::uint32_t index() const { return place_.index; }
    [[nodiscard]] const Settle& place() const { return place_; }
    [[nodiscard]] std::uint64_t size() const { return place_.entry.size; }
    [[nodiscard]] std::uint32_t blocks() const { return static_cast<std::uint32_t>(hashes_.size()); }

    // In the pool; while one of the first three runs, nothing else does.
    /// Opens the part, and finds out what is there already.
    Trouble prepare(Files& files);
    /// Again, after something was not what it should be: by the blocks that are on the disk.
    Trouble look_again();
    Trouble commit(Files& files, Mine& mine);
    /// Removes the part, if this has it.
    void discard(Files& files);
    /// Different blocks at a time; those of one call are hashed together. What became of each.
    std::vector<Trouble> take(const std::vector<Arrived>& arrived);
    Trouble take_hole(std::uint32_t first, std::uint32_t count);
    /// One after the other.
    Trouble take_delta(const std::vector<Range>& ranges, const Delta& delta);

    [[nodiscard]] const std::vector<Hash>& have() const { return have_; }
    [[nodiscard]] const Bytes& signature() const { return signature_; }
    void forget_help()
    {
        have_ = {};
        signature_ = {};
    }
    [[nodiscard]] bool takes_delta() const { return taker_ != nullptr; }
    /// All blocks are there, and together they are what the other end sent.
    [[nodiscard]] bool is_whole(const Hash& root) const;

    // Of the sink's thread.
    bool ready = false;
    bool decided = false;
    bool leaving = false; ///< as soon as no job is under way
    bool again = false;   ///< and then from the beginning
    bool repaired = false;
    std::uint32_t jobs = 0;
    Bytes announced;             ///< not 0: blocks that the other end has sent, or said it would
    std::deque<Arrived> arrived; ///< blocks that wait for a job
    std::uint32_t takes = 0;     ///< jobs of those
    std::deque<std::pair<Buffer, Delta>> deltas;
    std::vector<Range> ranges; ///< of the next delta
    bool delta_runs = false;
    std::optional<Hash> root;
    std::uint64_t counted = 0; ///< bytes of it that count as done

private:
    void know(std::uint32_t number, const Hash& hash)
    {
        hashes_[number] = hash;
        known_[number] = 1;
    }
    [[nodiscard]] std::uint64_t offset(std::uint32_t number) const
    {
        return std::uint64_t{block_size(size())} * number;
    }
    void hash_part();
    void open_older(Files& files);
    Trouble put(std::uint32_t number, View data);
    bool patched(View data);

    const Settle place_;
    const bool by_delta_;
    const Claim claim_;
    bool has_part_ = false;
    Descriptor part_;
    std::uint64_t file_id_ = 0;
    /// From here on nothing was ever written, so that what is left out is a hole.
    std::uint64_t fresh_from_ = 0;
    std::vector<Hash> hashes_;
    std::vector<std::uint8_t> known_; ///< not bool: threads write them side by side
    std::vector<Hash> have_;
    Bytes signature_;

    Descriptor older_;
    std::unique_ptr<DeltaTaker> taker_;
    std::deque<Range> filling_;
    Bytes block_;
    Trouble patch_trouble_ = Trouble::none;
};

} // namespace cordee::transfer
