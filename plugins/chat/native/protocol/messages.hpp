// What the two halves say to each other; PROTOCOL.md beside this file. Bytes and values, nothing else.
#pragma once

#include <cordee/octets.hpp>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cordee::chat {

using sdk::Bytes;
using sdk::View;

inline constexpr std::uint16_t kVersion = 1;
inline constexpr std::size_t kMaxText = 16 * 1024;
inline constexpr std::size_t kMaxLink = 2048;
inline constexpr std::size_t kMaxPicture = 1024 * 1024 - 1024;
inline constexpr std::size_t kMaxName = 255;
inline constexpr std::size_t kMaxFiles = 64;

/// Words of a person: UTF-8, not empty.
struct Text {
    std::string text;
    bool operator==(const Text&) const = default;
};

/// An address of the web, http or https, without control characters or spaces.
struct Link {
    std::string address;
    bool operator==(const Link&) const = default;
};

enum class PictureType : std::uint8_t { png = 1, jpeg, webp };

/// Its bytes begin as its type says; nobody looked further.
struct Picture {
    PictureType type{};
    std::string name;
    Bytes bytes;
    bool operator==(const Picture&) const = default;
};

/// Names of files that were handed to the module that transfers them.
struct Files {
    std::vector<std::string> names;
    bool operator==(const Files&) const = default;
};

using Content = std::variant<Text, Link, Picture, Files>;

/// Whether it keeps the limits above; what does not is never sent, and ends the module when it comes.
bool is_sound(const Content& content);

/// One thing that a person said.
struct Entry {
    std::uint64_t number = 0; ///< 1, 2, 3 … on each side
    std::uint64_t time = 0;   ///< milliseconds since 1970, by the speaker's clock
    Content content;
};

struct Hello {
    std::uint16_t version = kVersion;
    std::uint64_t own_history = 0;  ///< random; of this half's entries
    std::uint64_t your_history = 0; ///< the one that `received` is about; 0: none yet
    std::uint64_t received = 0;     ///< the highest number of the other half's entries that is here
};
struct Delivered {
    std::uint64_t number = 0;
};
struct Seen {
    std::uint64_t number = 0;
};
struct Typing {
    bool on = false;
};

using Message = std::variant<Hello, Entry, Delivered, Seen, Typing>;

Bytes encode(const Message& message);

struct Decoded {
    bool broken = false;            ///< it breaks the rules
    std::optional<Message> message; ///< empty and not broken: a type of a later version, to be skipped
};
Decoded decode(View bytes);

/// For storage: the content alone.
void write_content(sdk::Writer& out, const Content& content);
std::optional<Content> read_content(sdk::Reader& in);

} // namespace cordee::chat
