// Long-poll: the requests that carry messages where WebSocket does not pass, and their bodies.
//
//     POST   /cordee/1/poll            -> 200, the id in 32 hexadecimal digits
//     POST   /cordee/1/poll/ID/up/N    -> 204; the body goes to the relay, N = 0, 1, 2, …
//     POST   /cordee/1/poll/ID/down/N  -> 200 with a body for the side, or 204 when there was nothing in time
//     DELETE /cordee/1/poll/ID         -> 204, the end
//
// A body is `u32 length || message`, one after the other. The same N again is the same request, sent anew
// because its answer did not arrive: `up` is taken once, and `down` gives the same body again. A `down` with
// N acknowledges the one with N-1; after 204 the side may go on with N or with N+1.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace cordee::wire {

inline constexpr std::string_view kStreamTarget = "/cordee/1/stream"; ///< where a WebSocket is asked for
inline constexpr std::string_view kPollTarget = "/cordee/1/poll";
inline constexpr std::size_t kMaxPollMessage = 65535;
/// Of a body in either direction; room for messages of any size and many small ones.
inline constexpr std::size_t kMaxPollBody = 256 * 1024;

using PollId = ByteArray<16>;

struct PollRequest {
    enum class Kind { open, up, down, end };
    Kind kind = Kind::open;
    PollId id{};
    std::uint64_t number = 0; ///< of up and down
    bool operator==(const PollRequest&) const = default;
};

/// Strict: exactly one spelling of each request; numbers have no leading zeros and are below 2^48.
/// Errc::not_found for every other method or target.
Result<PollRequest> decode_poll_request(std::string_view method, std::string_view target);
/// The target of a request; the method is DELETE for an end, else POST.
std::string poll_target(const PollRequest& request);

/// Adds one message of 1..kMaxPollMessage bytes, else Errc::too_large.
Result<void> append_poll_message(Bytes& body, View message);
/// Whether a body is messages, at most kMaxPollBody bytes of them, and nothing else. It may be empty.
Result<void> check_poll_body(View body);
/// Takes the first message off a body that is not empty.
Result<View> take_poll_message(View& body);

} // namespace cordee::wire
