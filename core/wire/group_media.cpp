#include "core/wire/group_media.hpp"

namespace cordee::wire {

Result<Bytes> encode_group_media(View object)
{
    if (object.empty())
        return Errc::malformed;
    if (object.size() > kMaxGroupMedia)
        return Errc::too_large;
    Bytes out{static_cast<std::uint8_t>(Kind::group_media)};
    append(out, object);
    return out;
}

Result<View> decode_group_media(View record)
{
    if (record.size() < 2)
        return Errc::malformed;
    if (record.size() > kMaxGroupMedia + 1)
        return Errc::too_large;
    if (record.front() != static_cast<std::uint8_t>(Kind::group_media))
        return Errc::unexpected;
    return record.subspan(1);
}

} // namespace cordee::wire
