#include "apps/relay/direction.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>

namespace cordee::relay {
namespace {

/// After so many the next direction has its turn, so that a large transfer does not delay small messages.
constexpr std::uint32_t kTurn = 128 * 1024;
constexpr std::size_t kMoved = 256 * 1024; ///< by one call
constexpr std::size_t kPoor = 64 * 1024;   ///< a move of less was not worth it

bool would_block()
{
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

} // namespace

Carried Direction::carry(Carriage& carriage, int from, int to)
{
    turn_ = 0;
    auto step = flush(carriage, to);
    while (step == Step::on && readable_) {
        if (turn_ >= kTurn)
            return Carried::has_more;
        step = full_ >= carriage.full_before_pipe ? move(carriage, from, to) : copy(carriage, from, to);
    }
    switch (step) {
    case Step::on:
    case Step::waits:
        return Carried::waits;
    case Step::sender_ended:
        return Carried::sender_ended;
    case Step::receiver_gone:
        return Carried::receiver_gone;
    case Step::broken:
        break;
    }
    return Carried::broken;
}

Direction::Step Direction::flush(Carriage& carriage, int to)
{
    if (held_)
        return flush_held(to);
    if (!pipe_)
        return Step::on;
    const auto step = empty_pipe(to);
    if (step == Step::on)
        carriage.pipes.give_back(std::move(pipe_));
    return step;
}

Direction::Step Direction::flush_held(int to)
{
    auto& held = *held_;
    const auto sent = ::send(to, held.bytes.get() + held.begin, held.end - held.begin, MSG_NOSIGNAL);
    if (sent < 0) {
        if (!would_block())
            return Step::receiver_gone;
        writable_ = false;
        return Step::waits;
    }
    bytes_ += static_cast<std::size_t>(sent);
    turn_ += static_cast<std::uint32_t>(sent);
    held.begin += static_cast<std::uint32_t>(sent);
    if (held.begin < held.end) {
        writable_ = false;
        return Step::waits;
    }
    held_.reset();
    return Step::on;
}

Direction::Step Direction::read_failed()
{
    if (errno == EINTR)
        return Step::on;
    if (!would_block())
        return Step::broken;
    readable_ = false;
    return Step::waits;
}

/// Less than there was room for: the socket is empty, and will tell when it is not. It told already when the
/// sender has ended; that is seen only by reading once more.
void Direction::judge(std::size_t size, std::uint8_t most_full)
{
    if (size < room_) {
        readable_ = readable_ && ending_;
        full_ = 0;
    } else if (room_ < Carriage::kBuffer) {
        room_ *= 2;
    } else if (full_ < most_full) {
        ++full_;
    }
}

Direction::Step Direction::copy(Carriage& carriage, int from, int to)
{
    auto* const buffer = carriage.buffer.get();
    const auto got = ::recv(from, buffer, room_, 0);
    if (got < 0)
        return read_failed();
    if (got == 0)
        return Step::sender_ended;
    const auto size = static_cast<std::size_t>(got);
    judge(size, carriage.full_before_pipe);
    auto sent = ::send(to, buffer, size, MSG_NOSIGNAL);
    if (sent < 0) {
        if (!would_block())
            return Step::receiver_gone;
        sent = 0;
    }
    const auto passed = static_cast<std::size_t>(sent);
    bytes_ += passed;
    turn_ += static_cast<std::uint32_t>(passed);
    return passed == size ? Step::on : hold(buffer + passed, size - passed);
}

/// The other socket took less than came: the next time less is read, so that little has to wait here.
Direction::Step Direction::hold(const std::uint8_t* begin, std::size_t size)
{
    held_ = std::make_unique<Held>(
        Held{std::unique_ptr<std::uint8_t[]>{new std::uint8_t[size]}, 0, static_cast<std::uint32_t>(size)});
    std::memcpy(held_->bytes.get(), begin, size);
    room_ = std::max(room_ / 2, kFirstRoom);
    full_ = 0;
    writable_ = false;
    return Step::waits;
}

Direction::Step Direction::move(Carriage& carriage, int from, int to)
{
    pipe_ = carriage.pipes.take();
    if (!pipe_) {
        full_ = 0;
        return copy(carriage, from, to);
    }
    const auto got =
        ::splice(from, nullptr, pipe_->in.get(), nullptr, kMoved, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
    if (got <= 0) {
        const auto step = got == 0 ? Step::sender_ended : read_failed();
        carriage.pipes.give_back(std::move(pipe_));
        return step;
    }
    pipe_->held = static_cast<std::size_t>(got);
    if (pipe_->held < kPoor)
        full_ = 0;
    const auto step = empty_pipe(to);
    if (step == Step::on)
        carriage.pipes.give_back(std::move(pipe_));
    return step;
}

Direction::Step Direction::empty_pipe(int to)
{
    while (pipe_->held > 0) {
        const auto sent =
            ::splice(pipe_->out.get(), nullptr, to, nullptr, pipe_->held, SPLICE_F_MOVE | SPLICE_F_NONBLOCK);
        if (sent <= 0) {
            if (sent < 0 && errno == EINTR)
                continue;
            if (sent == 0 || !would_block())
                return Step::receiver_gone;
            writable_ = false;
            return Step::waits;
        }
        pipe_->held -= static_cast<std::size_t>(sent);
        bytes_ += static_cast<std::size_t>(sent);
        turn_ += static_cast<std::uint32_t>(sent);
    }
    return Step::on;
}

void Direction::drop(Carriage& carriage)
{
    held_.reset();
    if (pipe_)
        carriage.pipes.give_back(std::move(pipe_));
}

} // namespace cordee::relay
