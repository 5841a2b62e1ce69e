// Large messages travel through memory that core and plugin host share, one piece of it for each direction;
// the socket carries where they lie. What is copied:
//   plugin → core: by the host into the memory, by the core out of it before it looks at it, as the plugin
//   could
//                  change it meanwhile;
//   core → plugin: by the core into the memory; the plugin reads it there and cannot write it.
// When there is no room, or no such memory, a message goes through the socket like a small one.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/descriptor.hpp"
#include "core/base/error.hpp"

#include <deque>
#include <optional>

namespace cordee::plugin {

/// Smaller ones are as quick through the socket.
inline constexpr std::size_t kLargeMessage = 64 << 10;
/// Bytes for each direction. Those that are never used cost nothing: the ring begins at its front whenever it
/// is empty.
inline constexpr std::uint32_t kMessageMemory = 32 << 20;

struct Placement {
    std::uint32_t offset = 0;
    std::uint32_t size = 0;
};
Bytes encode_placement(const Placement& placement);
/// Errc::malformed also when it is not within the memory, or larger than a message may be.
Result<Placement> decode_placement(View payload);

/// A mapping; empty when there is none.
class MappedMemory {
public:
    enum class Use { read, write };
    MappedMemory() = default;
    /// Empty when the descriptor is none, or the system refuses.
    MappedMemory(int descriptor, Use use);
    MappedMemory(MappedMemory&& other) noexcept;
    MappedMemory& operator=(MappedMemory&& other) noexcept;
    ~MappedMemory();

    explicit operator bool() const { return at_ != nullptr; }
    [[nodiscard]] View at(Placement placement) const { return {at_ + placement.offset, placement.size}; }
    [[nodiscard]] MutableView writable_at(Placement placement)
    {
        return {at_ + placement.offset, placement.size};
    }

private:
    std::uint8_t* at_ = nullptr;
};

/// Of the fixed size, so that nobody can pull it away under the other's feet; -1 when the system has none.
Descriptor make_message_memory();
/// Nobody can map it for writing from here on; those who have go on.
void forbid_writing(int descriptor);

/// Where the next message lies. It is given back in the order in which it was taken.
class Ring {
public:
    /// Empty: no room.
    std::optional<Placement> take(std::size_t size);
    /// The oldest; empty when there is none.
    std::optional<Placement> give_back();

private:
    std::deque<Placement> taken_;
};

} // namespace cordee::plugin
