// Pixels of one rectangle to the bytes of one encoding, with a compressor that is kept between calls.
#pragma once

#include "controlled/encode/colours.hpp"
#include "protocol/messages.hpp"

#include <memory>

struct ZSTD_CCtx_s;

namespace cordee::remote {

bool includes(const std::vector<std::uint8_t>& encodings, Encoding encoding);

/// Belongs to one thread.
class Packer {
public:
    Packer();

    /// Which encodings may be used; raw always may.
    void allow(const std::vector<std::uint8_t>& encodings);

    /// Appends the data of the area to `out`, and says in which encoding it is.
    Encoding pack(const Picture& picture, const Rect& area, Bytes& out);

private:
    void palette(const Picture& picture, const Rect& area, Bytes& out);
    void raw(const Picture& picture, const Rect& area, Bytes& out);
    /// Appends `bytes` compressed, or as they are when that is shorter.
    void squeeze(View bytes, int level, Bytes& out);

    struct Free {
        void operator()(ZSTD_CCtx_s* context) const;
    };
    std::unique_ptr<ZSTD_CCtx_s, Free> zstd_;
    ColourTable table_;
    Bytes scratch_;
    bool solid_ = true;
    bool palette_ = true;
};

} // namespace cordee::remote
