#include "protocol/messages.hpp"

#include <algorithm>

namespace cordee::chat {
namespace {

enum class Type : std::uint8_t { hello = 1, entry, delivered, seen, typing };
enum class Kind : std::uint8_t { text, link, picture, files };

template <class... Calls>
struct Overloaded : Calls... {
    using Calls::operator()...;
};
template <class... Calls>
Overloaded(Calls...) -> Overloaded<Calls...>; // clang 14 needs it

bool is_address(std::string_view address)
{
    const bool scheme = address.starts_with("https://") || address.starts_with("http://");
    return scheme && address.size() <= kMaxLink && std::all_of(address.begin(), address.end(), [](char c) {
               return static_cast<unsigned char>(c) > 0x20 && c != 0x7f;
           });
}

bool is_text(std::string_view text, std::size_t most)
{
    return !text.empty() && text.size() <= most && sdk::valid_utf8(sdk::as_view(text));
}

bool begins_with(View bytes, std::string_view magic, std::size_t at = 0)
{
    return bytes.size() >= at + magic.size() && sdk::as_text(bytes.subspan(at, magic.size())) == magic;
}

bool is_picture(PictureType type, View bytes)
{
    switch (type) {
    case PictureType::png:
        return begins_with(bytes, "\x89PNG\r\n\x1a\n");
    case PictureType::jpeg:
        return begins_with(bytes, "\xff\xd8\xff");
    case PictureType::webp:
        return begins_with(bytes, "RIFF") && begins_with(bytes, "WEBP", 8);
    }
    return false;
}

void write_name(sdk::Writer& out, std::string_view name)
{
    out.u8(static_cast<std::uint8_t>(name.size()));
    out.text(name);
}

std::string read_name(sdk::Reader& in)
{
    const auto size = in.u8();
    return std::string{sdk::as_text(in.take(size))};
}

Content read_picture(sdk::Reader& in)
{
    Picture out;
    out.type = static_cast<PictureType>(in.u8());
    out.name = read_name(in);
    const auto bytes = in.rest();
    if (bytes.size() <= kMaxPicture)
        out.bytes.assign(bytes.begin(), bytes.end());
    return out;
}

Content read_files(sdk::Reader& in)
{
    Files out;
    const auto count = std::min<std::size_t>(in.u8(), kMaxFiles);
    while (out.names.size() < count && in.ok())
        out.names.push_back(read_name(in));
    return out;
}

std::string read_text(sdk::Reader& in, std::size_t most)
{
    const auto bytes = in.rest();
    return bytes.size() <= most ? std::string{sdk::as_text(bytes)} : std::string{};
}

std::optional<Message> read_entry(sdk::Reader& in)
{
    Entry out;
    out.number = in.u64();
    out.time = in.u64();
    auto content = read_content(in);
    if (!content || out.number == 0)
        return std::nullopt;
    out.content = std::move(*content);
    return out;
}

std::optional<Message> read_hello(sdk::Reader& in)
{
    Hello out;
    out.version = in.u16();
    out.own_history = in.u64();
    out.your_history = in.u64();
    out.received = in.u64();
    in.rest(); // what later versions add
    if (out.version == 0 || out.own_history == 0)
        return std::nullopt;
    return out;
}

std::optional<Message> read_typing(sdk::Reader& in)
{
    const auto on = in.u8();
    return on <= 1 ? std::optional<Message>{Typing{on == 1}} : std::nullopt;
}

std::optional<Message> read_message(Type type, sdk::Reader& in)
{
    switch (type) {
    case Type::hello:
        return read_hello(in);
    case Type::entry:
        return read_entry(in);
    case Type::delivered:
        return Delivered{in.u64()};
    case Type::seen:
        return Seen{in.u64()};
    case Type::typing:
        return read_typing(in);
    }
    return std::nullopt;
}

} // namespace

bool is_sound(const Content& content)
{
    return std::visit(
        Overloaded{
            [](const Text& text) { return is_text(text.text, kMaxText); },
            [](const Link& link) { return is_text(link.address, kMaxLink) && is_address(link.address); },
            [](const Picture& picture) {
                return is_text(picture.name, kMaxName) && picture.bytes.size() <= kMaxPicture &&
                       is_picture(picture.type, picture.bytes);
            },
            [](const Files& files) {
                return !files.names.empty() && files.names.size() <= kMaxFiles &&
                       std::all_of(files.names.begin(), files.names.end(),
                                   [](const auto& name) { return is_text(name, kMaxName); });
            }},
        content);
}

void write_content(sdk::Writer& out, const Content& content)
{
    out.u8(static_cast<std::uint8_t>(content.index()));
    std::visit(Overloaded{[&](const Text& text) { out.text(text.text); },
                          [&](const Link& link) { out.text(link.address); },
                          [&](const Picture& picture) {
                              out.u8(static_cast<std::uint8_t>(picture.type));
                              write_name(out, picture.name);
                              out.bytes(picture.bytes);
                          },
                          [&](const Files& files) {
                              out.u8(static_cast<std::uint8_t>(files.names.size()));
                              for (const auto& name : files.names)
                                  write_name(out, name);
                          }},
               content);
}

std::optional<Content> read_content(sdk::Reader& in)
{
    Content out;
    switch (static_cast<Kind>(in.u8())) {
    case Kind::text:
        out = Text{read_text(in, kMaxText)};
        break;
    case Kind::link:
        out = Link{read_text(in, kMaxLink)};
        break;
    case Kind::picture:
        out = read_picture(in);
        break;
    case Kind::files:
        out = read_files(in);
        break;
    default:
        return std::nullopt;
    }
    if (!in.finished() || !is_sound(out))
        return std::nullopt;
    return out;
}

Bytes encode(const Message& message)
{
    Bytes bytes;
    sdk::Writer out{bytes};
    out.u8(static_cast<std::uint8_t>(message.index() + 1));
    std::visit(Overloaded{[&](const Hello& hello) {
                              out.u16(hello.version);
                              out.u64(hello.own_history);
                              out.u64(hello.your_history);
                              out.u64(hello.received);
                          },
                          [&](const Entry& entry) {
                              out.u64(entry.number);
                              out.u64(entry.time);
                              write_content(out, entry.content);
                          },
                          [&](const Delivered& delivered) { out.u64(delivered.number); },
                          [&](const Seen& seen) { out.u64(seen.number); },
                          [&](const Typing& typing) { out.u8(typing.on ? 1 : 0); }},
               message);
    return bytes;
}

Decoded decode(View bytes)
{
    sdk::Reader in{bytes};
    const auto type = in.u8();
    if (!in.ok() || type == 0)
        return {true, std::nullopt};
    if (type > static_cast<std::uint8_t>(Type::typing))
        return {};
    auto message = read_message(static_cast<Type>(type), in);
    if (!message || !in.finished())
        return {true, std::nullopt};
    return {false, std::move(message)};
}

} // namespace cordee::chat
