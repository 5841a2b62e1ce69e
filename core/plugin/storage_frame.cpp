#include "core/plugin/storage_frame.hpp"

#include "core/plugin/frame_codec.hpp"
#include "core/plugin/plain_text.hpp"

namespace cordee::plugin {
namespace {

constexpr std::uint16_t kMaxKey = 64;

bool is_proper(const StorageHeader& header)
{
    const bool listing = header.action == StorageAction::list;
    const bool known = header.action >= StorageAction::read && header.action <= StorageAction::list &&
                       header.scope <= CORDEE_STORAGE_KEPT;
    return known && (header.key == 0) == listing && header.key <= kMaxKey &&
           (header.value == 0 || header.action == StorageAction::write);
}

template <std::size_t N>
ByteArray<N> as_array(const Bytes& bytes)
{
    ByteArray<N> out{};
    std::copy_n(bytes.begin(), std::min(N, bytes.size()), out.begin());
    return out;
}

} // namespace

ByteArray<kStorageHeader> encode_storage_header(const StorageHeader& header)
{
    Bytes out;
    put_number(out, static_cast<std::uint64_t>(header.action), 1);
    put_number(out, static_cast<std::uint64_t>(header.scope), 1);
    put_number(out, header.key, 2);
    put_number(out, header.value, 4);
    return as_array<kStorageHeader>(out);
}

Result<StorageHeader> decode_storage_header(View bytes)
{
    Cursor in{bytes};
    StorageHeader out;
    out.action = static_cast<StorageAction>(in.number(1));
    const auto scope = in.number(1);
    out.scope = scope == 0 ? CORDEE_STORAGE_SESSION : CORDEE_STORAGE_KEPT;
    out.key = in.number16();
    out.value = in.number32();
    if (!in.complete() || scope > 1 || !is_proper(out))
        return Errc::malformed;
    if (out.value > CORDEE_STORAGE_VALUE_MOST)
        return Errc::too_large;
    return out;
}

ByteArray<kStorageAnswer> encode_storage_answer(const StorageAnswer& answer)
{
    Bytes out;
    put_number(out, static_cast<std::uint64_t>(answer.status), 4);
    put_number(out, answer.length, 4);
    return as_array<kStorageAnswer>(out);
}

Result<StorageAnswer> decode_storage_answer(View bytes)
{
    Cursor in{bytes};
    const auto status = in.number32();
    const auto length = in.number32();
    if (!in.complete() || status > CORDEE_FAILED)
        return Errc::malformed;
    if (length > kMaxStorageAnswer)
        return Errc::too_large;
    return StorageAnswer{static_cast<cordee_status>(status), length};
}

Bytes encode_keys(const std::vector<std::string>& keys)
{
    Bytes out;
    for (const auto& key : keys)
        put_text(out, key);
    return out;
}

Result<std::vector<std::string>> decode_keys(View bytes)
{
    Cursor in{bytes};
    std::vector<std::string> out;
    while (!in.complete()) {
        out.push_back(in.text());
        if (in.failed() || !is_plain_name(out.back()) || out.size() > CORDEE_STORAGE_KEYS_MOST)
            return Errc::malformed;
    }
    return out;
}

} // namespace cordee::plugin
