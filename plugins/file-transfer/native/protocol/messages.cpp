#include "protocol/messages.hpp"

#include "protocol/paths.hpp"

#include <algorithm>
#include <utility>

namespace cordee::transfer {
namespace {

bool fits(const Entry& entry)
{
    if (!is_path(entry.path) || entry.mode > 0777)
        return false;
    if (entry.kind == Kind::link)
        return !entry.target.empty() && entry.target.size() <= kPathMost && entry.size == 0;
    return entry.target.empty() && entry.size <= kFileMost && (entry.kind == Kind::file || entry.size == 0);
}

/// Text of `raw` bytes, packed or as it is.
bool fits(bool packed, std::uint32_t raw, const Rest& data, std::uint32_t most)
{
    return raw <= most && (packed ? data.view.size() < raw : data.view.size() == raw);
}

bool fits(const Offer& one)
{
    return one.version != 0 && one.paths.size() <= kOfferPaths && !one.paths.empty() &&
           (one.to.empty() || is_path(one.to)) &&
           std::all_of(one.paths.begin(), one.paths.end(),
                       [](const auto& path) { return path.empty() || is_path(path); });
}
bool fits(const Entries& one)
{
    return !one.list.empty() && one.list.size() <= kEntriesMost && one.first <= kTreeMost - one.list.size() &&
           std::all_of(one.list.begin(), one.list.end(), [](const Entry& entry) { return fits(entry); });
}
bool fits(const Total& one)
{
    return one.entries <= kTreeMost;
}
bool fits(const Small& one)
{
    std::uint64_t sum = 0;
    for (const auto& file : one.files) {
        if (file.size > kSmallMost)
            return false;
        sum += file.size;
    }
    return !one.files.empty() && one.files.size() <= kBundleFiles && sum == one.raw &&
           fits(one.packed, one.raw, one.data, kBundleMost);
}
bool fits(const Block& one)
{
    return one.number < kBlocksMost && one.raw > 0 && fits(one.packed, one.raw, one.data, kLargestBlock);
}
bool fits(const Hole& one)
{
    return one.count > 0 && one.count <= kBlocksMost && one.first <= kBlocksMost - one.count;
}
bool fits(const Range& one)
{
    return one.count > 0 && one.count <= kBlocksMost && one.first <= kBlocksMost - one.count;
}
bool fits(const Delta& one)
{
    return one.raw > 0 && fits(one.packed, one.raw, one.data, kDeltaMost);
}
bool fits(const Gone& one)
{
    return one.trouble != Trouble::none;
}
bool fits(const Changed& one)
{
    return one.mode <= 0777 && one.size <= kFileMost;
}
bool fits(const Have& one)
{
    return !one.hashes.empty() && one.hashes.size() <= kHashesMost &&
           one.first <= kBlocksMost - one.hashes.size();
}
bool fits(const Signature& one)
{
    return !one.data.view.empty() && one.data.view.size() <= kSignaturePiece;
}
bool fits(const Decisions& one)
{
    return !one.list.empty() && one.list.size() <= kEntriesMost;
}
bool fits(const Results& one)
{
    return !one.list.empty() && one.list.size() <= kEntriesMost;
}
template <class One>
bool fits(const One&)
{
    return true;
}

template <class One>
std::optional<Message> decode_as(View bytes)
{
    One one;
    Reader in{bytes};
    one.fields(in);
    if (!in.finished() || !fits(one))
        return std::nullopt;
    return Message{std::move(one)};
}

template <std::size_t... Types>
std::optional<Message> decode_type(std::size_t type, View bytes, std::index_sequence<Types...>)
{
    using Decode = std::optional<Message> (*)(View);
    static constexpr Decode decoders[] = {&decode_as<std::variant_alternative_t<Types, Message>>...};
    return type < sizeof...(Types) ? decoders[type](bytes) : std::nullopt;
}

} // namespace

std::uint32_t block_size(std::uint64_t size)
{
    std::uint32_t out = kSmallestBlock;
    while (out < kLargestBlock && size > std::uint64_t{out} * kBlocksMost)
        out *= 2;
    return out;
}

std::uint32_t block_count(std::uint64_t size)
{
    const std::uint64_t block = block_size(size);
    return static_cast<std::uint32_t>((size + block - 1) / block);
}

std::uint32_t block_length(std::uint64_t size, std::uint32_t number)
{
    const std::uint64_t block = block_size(size);
    const std::uint64_t from = block * number;
    return from >= size ? 0 : static_cast<std::uint32_t>(std::min(block, size - from));
}

Bytes encode(const Message& message)
{
    Bytes out{static_cast<std::uint8_t>(message.index() + 1)};
    Writer writer{out};
    std::visit([&](const auto& one) { writer(one); }, message);
    return out;
}

std::optional<Message> decode(View bytes)
{
    if (bytes.empty() || bytes[0] == 0)
        return std::nullopt;
    return decode_type(bytes[0] - std::size_t{1}, bytes.subspan(1),
                       std::make_index_sequence<std::variant_size_v<Message>>{});
}

bool is_bulk(const Message& message)
{
    return std::holds_alternative<Small>(message) || std::holds_alternative<Block>(message) ||
           std::holds_alternative<Delta>(message) || std::holds_alternative<Range>(message) ||
           std::holds_alternative<Hole>(message);
}

} // namespace cordee::transfer
