// What a native side has to say before it is let in, as far as it has come.
#pragma once

#include "core/wire/relay_entry.hpp"

#include <cstdint>

namespace cordee::relay {

/// Takes not one byte that comes after the entry: those are the other side's.
class NativeEntry {
public:
    enum class Step : std::uint8_t {
        more,     ///< has to come
        preamble, ///< is here and right: the side waits for the greeting
        entry,    ///< is here whole
    };
    /// Reads what is there from a socket that does not block. Errc::malformed for another preamble,
    /// malformed or too_large for a length that cannot be, io_error when the side is gone.
    Result<Step> read(int socket);

    /// The preamble was read.
    [[nodiscard]] bool is_greeted() const { return part_ != Part::preamble; }
    /// After Step::entry.
    [[nodiscard]] View bytes() const { return buffer_; }

private:
    enum class Part : std::uint8_t { preamble, length, rest };

    Result<bool> fill(int socket, std::size_t size);

    Part part_ = Part::preamble;
    Bytes buffer_;
    std::size_t have_ = 0;
};

} // namespace cordee::relay
