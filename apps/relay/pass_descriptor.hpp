// Messages between two processes of one computer that may carry an open socket.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/descriptor.hpp"
#include "core/base/error.hpp"

#include <chrono>
#include <string>
#include <utility>

namespace cordee::relay {

inline constexpr std::size_t kMaxMessage = 8192;

struct PassedMessage {
    Bytes bytes;
    Descriptor passed; ///< perhaps none
};

/// Two ends that keep messages apart. Throws std::system_error.
std::pair<Descriptor, Descriptor> make_channel();

/// `passed` stays open here; -1: none. Errc::closed when nobody is there any more, timed_out when nobody took
/// it, io_error.
Result<void> send_message(int channel, View message, int passed = -1);
/// Errc::closed at the end, timed_out when nothing came (or nothing is there, where it does not block),
/// too_large (also for more than one socket), io_error.
Result<PassedMessage> receive_message(int channel);
/// How long the two above may take.
void set_patience(int channel, std::chrono::milliseconds time);

/// A mailbox of this program, by its place in the file system, where only the owner may write. A mailbox
/// that was there before goes. Throws UserError.
Descriptor open_mailbox(const std::string& path);
/// Errc::not_found when nobody has a mailbox there, timed_out when it is full and nobody empties it.
Result<void> post_message(const std::string& path, View message, int passed);

} // namespace cordee::relay
