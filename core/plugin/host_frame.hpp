// What core and plugin host say to each other over their socket pair. Both are the same build on one machine,
// but the plugin may do anything to its process: the core trusts nothing that comes from there.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <map>
#include <string>
#include <vector>

namespace cordee::plugin {

/// | type u8 | 0 u8 | channel u16 | length u32 | payload |   big-endian
enum class FrameType : std::uint8_t {
    // from the core
    load = 1,       ///< first and once: a LoadOrder; answered by `loaded`
    permissions,    ///< names; replaces the former ones
    credit,         ///< channel, u32: so many bytes of messages were taken
    peer_restarted, ///< answered by `peer_noted`
    rate,           ///< u64: bytes per second that the module may use
    ping,           ///< answered by `pong` after what came before it was handled
    stop,           ///< deactivate and end; answered by `ended`
    // both ways
    message, ///< channel, bytes
    // from the host
    loaded,     ///< channel is a LoadOutcome, payload says why not
    pong,       ///< the plugin thread got this far
    progress,   ///< a long call of the plugin has returned
    peer_noted, ///< later messages are meant for the other half's new self
    finish,     ///< the plugin asks to end the module
    log,        ///< channel is a cordee_log_level, payload one line
    ended,      ///< the plugin is deactivated; the process ends now
    // from the core; event_frame.hpp has what they hold
    typed,    ///< one line of the person
    dropped,  ///< names of files
    answered, ///< an Answer to a question
    settings, ///< SettingValues; replaces the former ones
    begin,    ///< a TaskWish
    act,      ///< channel is a cordee_task_wish, u32 the task
    // from the host
    show,     ///< lines for the person
    ask,      ///< an AskedQuestion
    withdraw, ///< u32: the question
    report,   ///< a TaskReport
    record,   ///< an Act
    // both ways
    placed, ///< channel, a Placement: a message that lies in shared memory
};
inline constexpr FrameType kLastFrame = FrameType::placed;

enum class LoadOutcome : std::uint16_t { active, refused, unsupported };

struct FrameHeader {
    FrameType type{};
    std::uint16_t channel = 0;
    std::uint32_t length = 0;
};

inline constexpr std::size_t kFrameHeader = 8;
inline constexpr std::uint32_t kMaxMessage = 16 << 20;
inline constexpr std::uint32_t kMaxControlPayload = 68 << 10;
/// Of the frames that hold all settings.
inline constexpr std::uint32_t kMaxSettingsPayload = 512 << 10;
inline constexpr std::size_t kMaxSettings = 64;
/// The channel of the credit for acts; each costs 1.
inline constexpr std::uint16_t kAuditCredit = 0xffff;
/// Both ways, that of messages in shared memory: so many of the oldest were read.
inline constexpr std::uint16_t kMemoryCredit = 0xfffe;
/// The host's end of the socket pair.
inline constexpr int kHostSocket = 3;
/// What one message weighs on its channel beside its bytes, so that empty ones are not free.
inline constexpr std::uint32_t kMessageWeight = 64;

ByteArray<kFrameHeader> encode_header(const FrameHeader& header);
/// Refuses unknown types and lengths beyond the type's limit.
Result<FrameHeader> decode_header(View bytes);

using SettingValues = std::map<std::string, std::string>;

struct LoadOrder {
    std::string library;
    /// All that it may read of its package: a folder, or the library.
    std::string readable;
    std::string module;
    std::uint8_t side = 0;
    std::string peer_name;
    std::string language;
    std::uint16_t channels = 0;
    /// Bytes, with kMessageWeight for each message, that a channel may have under way to the core.
    std::uint32_t window = 0;
    std::vector<std::string> permissions;
    /// Whether there is a terminal for lines, and whether storage of the scope KEPT.
    bool lines = false;
    bool keeps = false;
    /// What the manifest asks for of folders: CORDEE_FOLDER_READ, CORDEE_FOLDER_WRITE.
    std::uint16_t folder_access = 0;
    SettingValues settings{};
};

Bytes encode_load(const LoadOrder& order);
Result<LoadOrder> decode_load(View payload);

Bytes encode_names(const std::vector<std::string>& names);
Result<std::vector<std::string>> decode_names(View payload);

Bytes encode_settings(const SettingValues& values);
Result<SettingValues> decode_settings(View payload);

Bytes encode_credit(std::uint32_t bytes);
Result<std::uint32_t> decode_credit(View payload);

Bytes encode_rate(std::uint64_t bytes_per_second);
Result<std::uint64_t> decode_rate(View payload);

} // namespace cordee::plugin
