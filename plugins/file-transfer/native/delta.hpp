// What changed between two versions of a file, by librsync: the side that has the old one makes a signature
// of it, the other side a delta from that, and the first one applies it.
#pragma once

#include "protocol/messages.hpp"

#include <functional>
#include <memory>

namespace cordee::transfer {

/// Of an open file; nothing when it cannot be read.
std::optional<Bytes> signature_of(int file, std::uint64_t size);

class DeltaMaker {
public:
    /// Null when the signature makes no sense.
    static std::unique_ptr<DeltaMaker> from(View signature);
    virtual ~DeltaMaker() = default;
    /// Takes the next bytes of the new version; what becomes of them is added to `out`, later or now.
    virtual bool add(View bytes, Bytes& out) = 0;
    virtual bool end(Bytes& out) = 0;
};

class DeltaTaker {
public:
    /// Gets the bytes of the new version, in order; false: there may be no more.
    using Sink = std::function<bool(View)>;
    /// `old_file` stays open as long as this.
    static std::unique_ptr<DeltaTaker> over(int old_file, Sink sink);
    virtual ~DeltaTaker() = default;
    /// False: no delta, or one of another file.
    virtual bool add(View delta) = 0;
    [[nodiscard]] virtual bool ended() const = 0;
};

} // namespace cordee::transfer
