// What the two halves of remote control say to each other; PROTOCOL.md has the bytes and the rules.
#pragma once

#include "protocol/geometry.hpp"
#include "protocol/octets.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace cordee::remote {

inline constexpr std::uint16_t kProtocolVersion = 1;

/// Indexes into the channels of manifest.json.
inline constexpr std::uint16_t kScreenChannel = 0;
inline constexpr std::uint16_t kInputChannel = 1;
inline constexpr std::uint16_t kControlChannel = 2;

/// Updates that may be on their way without an acknowledgement.
inline constexpr std::uint32_t kMaxUnacknowledged = 2;
inline constexpr std::size_t kMaxMonitors = 32;
inline constexpr std::size_t kMaxText = 4096;
inline constexpr std::size_t kMaxNotice = 500;
/// One rectangle of an update; a bound on what one decompression can ask for.
inline constexpr std::size_t kMaxRectPixels = 1u << 20;
inline constexpr std::uint16_t kMaxPointerSide = 512;
/// Pointer shapes that the controlling half remembers, numbered from 0.
inline constexpr std::uint8_t kPointerShapes = 64;
/// A wheel's notch.
inline constexpr std::int16_t kWheelNotch = 120;

enum class Mode : std::uint8_t { view = 0, control = 1 };
enum class Encoding : std::uint8_t { solid = 1, palette = 2, raw = 3, copy = 4 };

// Channel control.

/// First message of the controlling half, with the mode it asks for and the encodings it decodes. The
/// controlled half answers with the mode in force and the encodings it uses.
struct Hello {
    std::uint16_t version = kProtocolVersion;
    Mode mode = Mode::view;
    std::vector<std::uint8_t> encodings{};
    bool operator==(const Hello&) const = default;
};

/// Asks for another mode; the answer is the mode in force.
struct ModeChange {
    Mode mode = Mode::view;
    bool operator==(const ModeChange&) const = default;
};

/// The remote screen, and the monitors on it for those who want to show one alone.
struct ScreenLayout {
    Size size{};
    std::vector<Rect> monitors{};
    bool operator==(const ScreenLayout&) const = default;
};

/// The update with this number has been applied.
struct UpdateAck {
    std::uint32_t number = 0;
    bool operator==(const UpdateAck&) const = default;
};

/// Asks for the whole screen anew.
struct RefreshRequest {
    bool operator==(const RefreshRequest&) const = default;
};

enum class NoticeKind : std::uint8_t {
    information = 0,
    input_refused = 1, ///< the session does not hold the permission `input`
    screen_lost = 2,   ///< the display of the controlled computer is gone
};

/// Something the person at the other side should know.
struct Notice {
    NoticeKind kind = NoticeKind::information;
    std::string text{}; ///< UTF-8, at most kMaxNotice bytes
    bool operator==(const Notice&) const = default;
};

/// The sender ends remote control.
struct End {
    NoticeKind kind = NoticeKind::information;
    std::string text{};
    bool operator==(const End&) const = default;
};

using ControlMessage = std::variant<Hello, ModeChange, ScreenLayout, UpdateAck, RefreshRequest, Notice, End>;

// Channel screen.

struct UpdateRect {
    Rect area{};
    std::uint8_t encoding = 0; ///< an Encoding, or one of a later version
    View data{};               ///< belongs to the message it was decoded from
};

/// A step from the former picture to the next: the rectangles in their order.
struct Update {
    std::uint32_t number = 0;
    Size size{};       ///< of the whole screen; another than before starts from black
    bool more = false; ///< the next update belongs to the same picture: no need to show this one alone
    std::vector<UpdateRect> rects{};
};

/// Defines shape `number` and shows it. Pixels are ARGB with alpha already multiplied in, row by row.
struct PointerShape {
    std::uint8_t number = 0; ///< below kPointerShapes
    Size size{};             ///< 0×0: no pointer
    Point hotspot{};
    std::vector<std::uint32_t> pixels{};
    bool operator==(const PointerShape&) const = default;
};

/// Shows a shape that was defined before.
struct PointerUse {
    std::uint8_t number = 0;
    bool operator==(const PointerUse&) const = default;
};

/// Where the remote pointer is.
struct PointerPosition {
    Point at{};
    bool operator==(const PointerPosition&) const = default;
};

using ScreenMessage = std::variant<Update, PointerShape, PointerUse, PointerPosition>;

// Channel input.

struct PointerMove {
    Point at{}; ///< in remote pixels
    bool operator==(const PointerMove&) const = default;
};

struct Button {
    std::uint8_t button = 1; ///< 1 left, 2 middle, 3 right, 8 back, 9 forward
    bool down = false;
    bool operator==(const Button&) const = default;
};

struct Wheel {
    std::int16_t x = 0; ///< kWheelNotch a notch; right is positive
    std::int16_t y = 0; ///< away from the person is positive
    bool operator==(const Wheel&) const = default;
};

/// A key by what it means. The keysym of the release is the one of the press, whatever modifiers did since.
struct Key {
    std::uint32_t keysym = 0; ///< X11 keysym; 0x01000000 + code point for characters without one of their own
    bool down = false;        ///< again while it is down: a repetition
    bool operator==(const Key&) const = default;
};

/// Characters to type as they are, whichever keys are held.
struct Text {
    std::string utf8{}; ///< 1..kMaxText bytes
    bool operator==(const Text&) const = default;
};

/// Every key and button of the operator is up now.
struct ReleaseAll {
    bool operator==(const ReleaseAll&) const = default;
};

using InputMessage = std::variant<PointerMove, Button, Wheel, Key, Text, ReleaseAll>;

// Codecs.

enum class DecodeStatus {
    ok,
    unknown,   ///< a type of a later version: skip it
    malformed, ///< the peer does not follow the protocol: end
};

template <class Message>
struct Decoded {
    DecodeStatus status = DecodeStatus::malformed;
    std::optional<Message> message{}; ///< present when ok
};

/// The message must follow the limits above; encode checks none of them but cuts notice texts.
Bytes encode(const ControlMessage& message);
Bytes encode(const ScreenMessage& message);
Bytes encode(const InputMessage& message);

Decoded<ControlMessage> decode_control(View bytes);
/// The result's rectangles point into `bytes`.
Decoded<ScreenMessage> decode_screen(View bytes);
Decoded<InputMessage> decode_input(View bytes);

} // namespace cordee::remote
