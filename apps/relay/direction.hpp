// One direction of a pair: bytes from one socket to the other, as many as both allow.
//
// Bytes are copied through a buffer that all directions of a thread share, more at once where more comes and
// is taken. A direction that has been full for a while has them moved through a pipe inside the kernel.
// Between two turns it holds bytes only when it has read what the other socket did not take yet; it reads
// nothing more until they are gone, so that whoever reads slowly slows the other side.
#pragma once

#include "apps/relay/pipe_pool.hpp"

#include <cstdint>
#include <memory>

namespace cordee::relay {

/// What one thread lends to the directions that it carries.
struct Carriage {
    static constexpr std::uint32_t kBuffer = 256 * 1024;
    std::unique_ptr<std::uint8_t[]> buffer{new std::uint8_t[kBuffer]}; ///< not cleared
    PipePool pipes;
    /// A direction has a pipe after so many reads in a row that filled the whole buffer. Copied 256 KiB at a
    /// time, bytes cost about what they cost when they are moved, so only what never pauses has one.
    std::uint8_t full_before_pipe = 16;
};

enum class Carried : std::uint8_t {
    waits,         ///< for either socket; told by note_readable() or note_writable()
    has_more,      ///< its turn was over
    sender_ended,  ///< and everything was passed on
    receiver_gone, ///< takes nothing more
    broken,        ///< the sender's connection broke; what came before was passed on
};

/// One thread. After an outcome that ends it, carry() is not called again.
class Direction {
public:
    Carried carry(Carriage& carriage, int from, int to);
    /// Gives back what it holds.
    void drop(Carriage& carriage);

    /// `ending`: the sender hung up or its connection broke, so that reading is to find out which.
    void note_readable(bool ending)
    {
        readable_ = true;
        ending_ = ending_ || ending;
    }
    void note_writable() { writable_ = true; }
    /// False when carry() could do nothing.
    [[nodiscard]] bool has_work() const { return writable_ && (readable_ || held_ || pipe_); }

    /// Passed on since the beginning.
    [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

private:
    static constexpr std::uint32_t kFirstRoom = 32 * 1024;
    struct Held {
        std::unique_ptr<std::uint8_t[]> bytes;
        std::uint32_t begin;
        std::uint32_t end;
    };
    enum class Step : std::uint8_t { on, waits, sender_ended, receiver_gone, broken };

    Step flush(Carriage& carriage, int to);
    Step flush_held(int to);
    Step copy(Carriage& carriage, int from, int to);
    Step move(Carriage& carriage, int from, int to);
    Step empty_pipe(int to);
    Step read_failed();
    void judge(std::size_t size, std::uint8_t most_full);
    Step hold(const std::uint8_t* begin, std::size_t size);

    std::uint64_t bytes_ = 0;
    std::unique_ptr<Held> held_;
    std::unique_ptr<Pipe> pipe_;
    std::uint32_t turn_ = 0;          ///< bytes of this turn
    std::uint32_t room_ = kFirstRoom; ///< read at once
    bool readable_ = false;           ///< the system tells when a socket is added
    bool writable_ = true;
    bool ending_ = false;
    std::uint8_t full_ = 0; ///< reads in a row that filled the buffer
};

} // namespace cordee::relay
