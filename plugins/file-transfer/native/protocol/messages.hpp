// The messages of file transfer; PROTOCOL.md says who sends which, when. Nothing here touches a file.
#pragma once

#include "protocol/octets.hpp"
#include "protocol/trouble.hpp"

#include <optional>
#include <variant>

namespace cordee::transfer {

inline constexpr std::uint16_t kVersion = 1;
/// A file up to this size travels with others in one message.
inline constexpr std::uint64_t kSmallMost = 64 * 1024;
inline constexpr std::uint32_t kBundleMost = 256 * 1024;
inline constexpr std::size_t kBundleFiles = 64;
inline constexpr std::size_t kEntriesMost = 512;
inline constexpr std::uint32_t kSmallestBlock = 256 * 1024;
inline constexpr std::uint32_t kLargestBlock = 8 * 1024 * 1024;
inline constexpr std::uint32_t kBlocksMost = 1 << 18;
inline constexpr std::uint64_t kFileMost = std::uint64_t{kBlocksMost} * kLargestBlock;
inline constexpr std::size_t kHashesMost = 8192;
inline constexpr std::uint32_t kDeltaMost = 256 * 1024;
inline constexpr std::size_t kSignatureMost = 16 * 1024 * 1024;
inline constexpr std::size_t kSignaturePiece = 256 * 1024;
inline constexpr std::size_t kPathMost = 4000;
inline constexpr std::size_t kOfferPaths = 256;
inline constexpr std::uint32_t kTreeMost = 1'000'000;

/// Names a transfer: who began it, and the number of their task.
using Ref = std::uint64_t;

enum class Direction : std::uint8_t { send = 0, fetch = 1, last = fetch };
enum class Conflict : std::uint8_t { keep_both = 0, replace = 1, skip = 2, newer = 3, ask = 4, last = ask };
enum class Kind : std::uint8_t { file = 0, folder = 1, link = 2, last = link };
enum class Verdict : std::uint8_t {
    want = 0,   ///< send it
    stored = 1, ///< nothing needs to be sent: it is there
    skip = 2,   ///< left as it is, as the wish says
    refuse = 3,
    last = refuse
};

/// How long the blocks of a file are; a matter of its size alone, so that both sides have the same hashes.
std::uint32_t block_size(std::uint64_t size);
std::uint32_t block_count(std::uint64_t size);
/// The last block may be shorter.
std::uint32_t block_length(std::uint64_t size, std::uint32_t number);

struct Entry {
    Kind kind = Kind::file;
    std::uint16_t mode = 0;
    bool sparse = false;
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    std::string path{};
    std::string target{};
    bool operator==(const Entry&) const = default;
    void fields(auto& archive) { archive(kind, mode, sparse, size, modified, path, target); }
};

struct Offer {
    Ref ref = 0;
    std::uint16_t version = kVersion;
    Direction direction = Direction::send;
    Conflict conflict = Conflict::keep_both;
    std::string to{};
    std::vector<std::string> paths{};
    bool operator==(const Offer&) const = default;
    void fields(auto& archive) { archive(ref, version, direction, conflict, to, paths); }
};
struct Answer {
    Ref ref = 0;
    Trouble trouble = Trouble::none;
    bool operator==(const Answer&) const = default;
    void fields(auto& archive) { archive(ref, trouble); }
};
struct Cancel {
    Ref ref = 0;
    Trouble trouble = Trouble::cancelled;
    bool operator==(const Cancel&) const = default;
    void fields(auto& archive) { archive(ref, trouble); }
};
struct Pause {
    Ref ref = 0;
    bool on = false;
    bool operator==(const Pause&) const = default;
    void fields(auto& archive) { archive(ref, on); }
};
struct Entries {
    Ref ref = 0;
    std::uint32_t first = 0;
    std::vector<Entry> list{};
    bool operator==(const Entries&) const = default;
    void fields(auto& archive) { archive(ref, first, list); }
};
struct Total {
    Ref ref = 0;
    std::uint32_t entries = 0;
    std::uint64_t bytes = 0;
    std::uint32_t lost = 0;
    bool operator==(const Total&) const = default;
    void fields(auto& archive) { archive(ref, entries, bytes, lost); }
};
struct SmallFile {
    std::uint32_t index = 0;
    std::uint32_t size = 0;
    Hash hash{};
    bool operator==(const SmallFile&) const = default;
    void fields(auto& archive) { archive(index, size, hash); }
};
/// `packed`: the data is one zstd frame of `raw` bytes.
struct Small {
    Ref ref = 0;
    bool packed = false;
    std::uint32_t raw = 0;
    std::vector<SmallFile> files{};
    Rest data{};
    bool operator==(const Small&) const = default;
    void fields(auto& archive) { archive(ref, packed, raw, files, data); }
};
struct Block {
    Ref ref = 0;
    std::uint32_t index = 0;
    std::uint32_t number = 0;
    bool packed = false;
    std::uint32_t raw = 0;
    Hash hash{};
    Rest data{};
    bool operator==(const Block&) const = default;
    void fields(auto& archive) { archive(ref, index, number, packed, raw, hash, data); }
};
struct Hole {
    Ref ref = 0;
    std::uint32_t index = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool operator==(const Hole&) const = default;
    void fields(auto& archive) { archive(ref, index, first, count); }
};
struct Range {
    Ref ref = 0;
    std::uint32_t index = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    bool operator==(const Range&) const = default;
    void fields(auto& archive) { archive(ref, index, first, count); }
};
struct Delta {
    Ref ref = 0;
    std::uint32_t index = 0;
    bool packed = false;
    std::uint32_t raw = 0;
    Rest data{};
    bool operator==(const Delta&) const = default;
    void fields(auto& archive) { archive(ref, index, packed, raw, data); }
};
struct End {
    Ref ref = 0;
    std::uint32_t index = 0;
    Hash root{};
    bool operator==(const End&) const = default;
    void fields(auto& archive) { archive(ref, index, root); }
};
struct Gone {
    Ref ref = 0;
    std::uint32_t index = 0;
    Trouble trouble = Trouble::absent;
    bool operator==(const Gone&) const = default;
    void fields(auto& archive) { archive(ref, index, trouble); }
};
struct Changed {
    Ref ref = 0;
    std::uint32_t index = 0;
    std::uint16_t mode = 0;
    bool sparse = false;
    std::uint64_t size = 0;
    std::int64_t modified = 0;
    bool operator==(const Changed&) const = default;
    void fields(auto& archive) { archive(ref, index, mode, sparse, size, modified); }
};
struct Have {
    Ref ref = 0;
    std::uint32_t index = 0;
    std::uint32_t first = 0;
    std::vector<Hash> hashes{};
    bool operator==(const Have&) const = default;
    void fields(auto& archive) { archive(ref, index, first, hashes); }
};
struct Signature {
    Ref ref = 0;
    std::uint32_t index = 0;
    Rest data{};
    bool operator==(const Signature&) const = default;
    void fields(auto& archive) { archive(ref, index, data); }
};
struct Decision {
    std::uint32_t index = 0;
    Verdict verdict = Verdict::want;
    Trouble trouble = Trouble::none;
    bool operator==(const Decision&) const = default;
    void fields(auto& archive) { archive(index, verdict, trouble); }
};
struct Decisions {
    Ref ref = 0;
    std::vector<Decision> list{};
    bool operator==(const Decisions&) const = default;
    void fields(auto& archive) { archive(ref, list); }
};
struct Result {
    std::uint32_t index = 0;
    Trouble trouble = Trouble::none;
    bool operator==(const Result&) const = default;
    void fields(auto& archive) { archive(index, trouble); }
};
struct Results {
    Ref ref = 0;
    std::vector<Result> list{};
    bool operator==(const Results&) const = default;
    void fields(auto& archive) { archive(ref, list); }
};
struct Ack {
    Ref ref = 0;
    std::uint64_t taken = 0;
    std::uint64_t done = 0;
    bool operator==(const Ack&) const = default;
    void fields(auto& archive) { archive(ref, taken, done); }
};
struct Done {
    Ref ref = 0;
    bool operator==(const Done&) const = default;
    void fields(auto& archive) { archive(ref); }
};

/// A message's first byte is its place here, from 1.
using Message = std::variant<Offer, Answer, Cancel, Pause, Entries, Total, Small, Block, Hole, Range, Delta,
                             End, Gone, Changed, Have, Signature, Decisions, Results, Ack, Done>;

Bytes encode(const Message& message);
/// Nothing when the bytes are no message, or one with a value that none may have. Views point into `bytes`.
std::optional<Message> decode(View bytes);
/// Whether the peer must wait for Ack before more of these.
bool is_bulk(const Message& message);

} // namespace cordee::transfer
