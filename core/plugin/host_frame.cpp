#include "core/plugin/host_frame.hpp"

#include "core/plugin/frame_codec.hpp"

namespace cordee::plugin {
namespace {

std::uint32_t longest(FrameType type)
{
    switch (type) {
    case FrameType::message:
        return kMaxMessage;
    case FrameType::load:
    case FrameType::settings:
        return kMaxSettingsPayload;
    default:
        return kMaxControlPayload;
    }
}

void put_settings(Bytes& to, const SettingValues& values)
{
    const auto count = std::min(values.size(), kMaxSettings);
    put_number(to, count, 2);
    for (auto at = values.begin(); at != std::next(values.begin(), static_cast<std::ptrdiff_t>(count));
         ++at) {
        put_text(to, at->first);
        put_text(to, at->second);
    }
}

SettingValues read_settings(Cursor& in)
{
    SettingValues out;
    const auto count = in.number16();
    if (count > kMaxSettings)
        in.fail();
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        auto key = in.text();
        out.insert_or_assign(std::move(key), in.text());
    }
    return out;
}

} // namespace

ByteArray<kFrameHeader> encode_header(const FrameHeader& header)
{
    const auto byte = [](std::uint32_t value) { return static_cast<std::uint8_t>(value); };
    return {byte(static_cast<std::uint32_t>(header.type)),
            0,
            byte(header.channel >> 8u),
            byte(header.channel),
            byte(header.length >> 24),
            byte(header.length >> 16),
            byte(header.length >> 8),
            byte(header.length)};
}

Result<FrameHeader> decode_header(View bytes)
{
    Cursor in{bytes};
    const auto type = in.number(1);
    const auto zero = in.number(1);
    FrameHeader header{static_cast<FrameType>(type), in.number16(), in.number32()};
    if (!in.complete() || zero != 0 || header.type < FrameType::load || header.type > kLastFrame)
        return Errc::malformed;
    if (header.length > longest(header.type))
        return Errc::too_large;
    return header;
}

Bytes encode_load(const LoadOrder& order)
{
    Bytes out;
    put_text(out, order.library);
    put_text(out, order.readable);
    put_text(out, order.module);
    put_number(out, order.side, 2);
    put_text(out, order.peer_name);
    put_text(out, order.language);
    put_number(out, order.channels, 2);
    put_number(out, order.window, 4);
    put_names(out, order.permissions);
    put_number(out, order.lines ? 1 : 0, 1);
    put_number(out, order.keeps ? 1 : 0, 1);
    put_number(out, order.folder_access, 2);
    put_settings(out, order.settings);
    return out;
}

Result<LoadOrder> decode_load(View payload)
{
    Cursor in{payload};
    LoadOrder out;
    out.library = in.text();
    out.readable = in.text();
    out.module = in.text();
    out.side = static_cast<std::uint8_t>(in.number(2));
    out.peer_name = in.text();
    out.language = in.text();
    out.channels = in.number16();
    out.window = in.number32();
    out.permissions = in.names();
    out.lines = in.number(1) != 0;
    out.keeps = in.number(1) != 0;
    out.folder_access = in.number16();
    out.settings = read_settings(in);
    if (!in.complete())
        return Errc::malformed;
    return out;
}

Bytes encode_names(const std::vector<std::string>& names)
{
    Bytes out;
    put_names(out, names);
    return out;
}

Result<std::vector<std::string>> decode_names(View payload)
{
    Cursor in{payload};
    auto names = in.names();
    if (!in.complete())
        return Errc::malformed;
    return names;
}

Bytes encode_settings(const SettingValues& values)
{
    Bytes out;
    put_settings(out, values);
    return out;
}

Result<SettingValues> decode_settings(View payload)
{
    Cursor in{payload};
    auto values = read_settings(in);
    if (!in.complete())
        return Errc::malformed;
    return values;
}

Bytes encode_credit(std::uint32_t bytes)
{
    Bytes out;
    put_number(out, bytes, 4);
    return out;
}

Result<std::uint32_t> decode_credit(View payload)
{
    Cursor in{payload};
    const auto bytes = in.number32();
    if (!in.complete())
        return Errc::malformed;
    return bytes;
}

Bytes encode_rate(std::uint64_t bytes_per_second)
{
    Bytes out;
    put_number(out, bytes_per_second, 8);
    return out;
}

Result<std::uint64_t> decode_rate(View payload)
{
    Cursor in{payload};
    const auto rate = in.number(8);
    if (!in.complete())
        return Errc::malformed;
    return rate;
}

} // namespace cordee::plugin
