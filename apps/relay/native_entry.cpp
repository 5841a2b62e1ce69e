#include "apps/relay/native_entry.hpp"

#include <cerrno>
#include <sys/socket.h>

namespace cordee::relay {
namespace {

constexpr std::size_t kLengthSize = 2;

} // namespace

Result<NativeEntry::Step> NativeEntry::read(int socket)
{
    if (part_ == Part::preamble) {
        const auto whole = fill(socket, wire::kRelayPreamble.size());
        if (!whole)
            return whole.error() == Errc::closed ? Errc::malformed : Errc::io_error;
        if (!*whole)
            return Step::more;
        if (as_text(buffer_) != wire::kRelayPreamble)
            return Errc::malformed;
        part_ = Part::length;
        have_ = 0;
        return Step::preamble;
    }
    if (part_ == Part::length) {
        const auto whole = fill(socket, kLengthSize);
        if (!whole)
            return Errc::io_error;
        if (!*whole)
            return Step::more;
        if (const auto length = wire::decode_relay_ticket_length(buffer_); !length)
            return length.error();
        part_ = Part::rest;
    }
    const auto length = wire::decode_relay_ticket_length(View{buffer_}.first(kLengthSize)).value();
    const auto whole = fill(socket, kLengthSize + length + wire::kRelayProofSize);
    if (!whole)
        return Errc::io_error;
    return *whole ? Step::entry : Step::more;
}

/// Whether so many bytes are here. Errc::closed when the side has ended before.
Result<bool> NativeEntry::fill(int socket, std::size_t size)
{
    buffer_.resize(size);
    while (have_ < size) {
        const auto got = ::recv(socket, buffer_.data() + have_, size - have_, 0);
        if (got == 0)
            return Errc::closed;
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return false;
        if (got < 0)
            return Errc::io_error;
        have_ += static_cast<std::size_t>(got);
    }
    return true;
}

} // namespace cordee::relay
