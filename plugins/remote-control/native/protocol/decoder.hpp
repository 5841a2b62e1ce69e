// Applies updates to a picture. The updates come from outside: every length and place is checked, and no
// decompression can give more than its rectangle holds.
#pragma once

#include "protocol/messages.hpp"
#include "protocol/picture.hpp"

#include <memory>

struct ZSTD_DCtx_s;

namespace cordee::remote {

/// Belongs to one thread.
class UpdateDecoder {
public:
    UpdateDecoder();

    /// False when the update does not follow the protocol; the picture is then of no more use: end the
    /// session or ask for a refresh. Rectangles of unknown encodings are skipped, and `incomplete` is set:
    /// name the known encodings in Hello. What changed is in changed().
    [[nodiscard]] bool apply(const Update& update);

    [[nodiscard]] const Picture& picture() const { return picture_; }
    /// The rectangles of the last update.
    [[nodiscard]] const std::vector<Rect>& changed() const { return changed_; }
    [[nodiscard]] bool resized() const { return resized_; }
    [[nodiscard]] bool incomplete() const { return incomplete_; }
    /// The peer started anew: forget the picture.
    void reset();

    /// What Hello names.
    static std::vector<std::uint8_t> encodings();

private:
    bool apply_rect(const UpdateRect& rect);
    bool solid(const Rect& area, Reader& in);
    bool palette(const Rect& area, Reader& in);
    bool raw(const Rect& area, Reader& in);
    bool copy(const Rect& area, Reader& in);
    /// `size` bytes, stored as they are or compressed; empty when they are not there.
    View unpack(Reader& in, std::size_t size);

    struct Free {
        void operator()(ZSTD_DCtx_s* context) const;
    };
    std::unique_ptr<ZSTD_DCtx_s, Free> zstd_;
    Picture picture_;
    Bytes unpacked_;
    std::vector<Rect> changed_;
    bool resized_ = false;
    bool incomplete_ = false;
};

} // namespace cordee::remote
