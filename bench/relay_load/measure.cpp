#include "bench/relay_load/measure.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <cstring>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>

namespace cordee::bench {
namespace {

constexpr std::size_t kBulkBlock = 256 * 1024;

Descriptor poller_of(const std::vector<Ends>& pairs, Descriptor Ends::*end, std::uint32_t events)
{
    Descriptor out{::epoll_create1(EPOLL_CLOEXEC)};
    for (std::size_t i = 0; i < pairs.size(); ++i) {
        epoll_event event{};
        event.events = events;
        event.data.u64 = i;
        set_blocking((pairs[i].*end).get(), false);
        ::epoll_ctl(out.get(), EPOLL_CTL_ADD, (pairs[i].*end).get(), &event);
    }
    return out;
}

/// In a child: whatever `handle` does with each end that is ready, for ever.
template <class Handle>
pid_t serve_in_child(const std::vector<Ends>& pairs, Descriptor Ends::*end, std::uint32_t events,
                     Handle handle)
{
    const auto child = ::fork();
    if (child < 0)
        throw std::runtime_error{"fork"};
    if (child > 0)
        return child;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const auto poller = poller_of(pairs, end, events);
    std::array<epoll_event, kEvents> ready{};
    for (;;) {
        const auto count = ::epoll_wait(poller.get(), ready.data(), kEvents, -1);
        for (int i = 0; i < count; ++i)
            handle((pairs[ready[static_cast<std::size_t>(i)].data.u64].*end).get());
    }
}

double at(std::vector<std::uint64_t>& sorted, double part)
{
    return static_cast<double>(
               sorted[static_cast<std::size_t>(part * static_cast<double>(sorted.size() - 1))]) /
           1e9;
}

std::vector<Ends> open_pairs(Rig& rig, std::size_t count)
{
    rig.prepare(count);
    std::vector<Ends> out;
    for (std::size_t i = 0; i < count; ++i)
        out.push_back(rig.open());
    return out;
}

/// Takes what is there; remembers how long it was on its way.
void hear(int socket, std::vector<std::uint64_t>& times)
{
    std::array<std::uint8_t, kMessage> message{};
    for (;;) {
        const auto got = ::recv(socket, message.data(), message.size(), 0);
        if (got < 0)
            return;
        if (got != static_cast<ssize_t>(kMessage)) // 64 bytes at once are never torn on loopback
            throw std::runtime_error{"a message was torn, or its pair is gone"};
        std::uint64_t sent = 0;
        std::memcpy(&sent, message.data(), sizeof sent);
        times.push_back(now_ns() - sent);
    }
}

void speak(int socket)
{
    std::array<std::uint8_t, kMessage> message{};
    const auto now = now_ns();
    std::memcpy(message.data(), &now, sizeof now);
    if (::send(socket, message.data(), message.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(kMessage))
        throw std::runtime_error{"a message could not be sent"};
}

} // namespace

void rest(double seconds)
{
    std::this_thread::sleep_for(std::chrono::duration<double>{seconds});
}

Bulk::Bulk(std::vector<Ends> pairs) : pairs_{std::move(pairs)}
{
    void* const page = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        throw std::runtime_error{"mmap"};
    counter_ = static_cast<std::uint64_t*>(page);
    receiver_ = serve_in_child(pairs_, &Ends::b, EPOLLIN, [this](int socket) {
        static std::vector<std::uint8_t> nothing(kBulkBlock);
        // The bytes are dropped in the kernel: the receiver's own copy is not what is measured.
        const auto got = ::recv(socket, nothing.data(), kBulkBlock, MSG_TRUNC);
        if (got > 0)
            std::atomic_ref{*counter_}.fetch_add(static_cast<std::uint64_t>(got), std::memory_order_relaxed);
    });
    sender_ = serve_in_child(pairs_, &Ends::a, EPOLLOUT, [](int socket) {
        static const std::vector<std::uint8_t> block(kBulkBlock, 0x5a);
        [[maybe_unused]] const auto sent = ::send(socket, block.data(), kBulkBlock, MSG_NOSIGNAL);
    });
}

Bulk::~Bulk()
{
    for (const auto child : {sender_, receiver_}) {
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
    }
    ::munmap(counter_, 4096);
    for (auto& pair : pairs_) {
        reset(pair.a);
        reset(pair.b);
    }
}

std::uint64_t Bulk::bytes() const
{
    return std::atomic_ref{*counter_}.load(std::memory_order_relaxed);
}

Throughput measure_throughput(Rig& rig, std::size_t pairs, double seconds)
{
    const Bulk bulk{open_pairs(rig, pairs)};
    rest(0.4);
    const auto processes = rig.processes();
    const auto bytes = bulk.bytes();
    const auto cpu = cpu_seconds(processes);
    const auto begin = now_ns();
    rest(seconds);
    const auto moved = static_cast<double>(bulk.bytes() - bytes);
    const auto used = cpu_seconds(processes) - cpu;
    const auto time = static_cast<double>(now_ns() - begin) / 1e9;
    return {moved / time, used / (moved / 1e9)};
}

Latency measure_latency(std::vector<Ends>& pairs, double messages_per_second, double seconds)
{
    for (auto& pair : pairs)
        set_blocking(pair.a.get(), false);
    const auto poller = poller_of(pairs, &Ends::b, EPOLLIN);
    const auto gap = static_cast<std::uint64_t>(1e9 / messages_per_second);
    const auto total = static_cast<std::size_t>(messages_per_second * seconds);
    std::vector<std::uint64_t> times;
    times.reserve(total);
    std::array<epoll_event, kEvents> ready{};
    auto due = now_ns();
    const auto give_up = due + static_cast<std::uint64_t>((seconds + 10) * 1e9);
    for (std::size_t sent = 0; times.size() < total;) {
        auto now = now_ns();
        if (now > give_up)
            throw std::runtime_error{"messages were lost"};
        if (sent < total && now >= due) {
            speak(pairs[sent++ % pairs.size()].a.get());
            due += gap;
            now = now_ns();
        }
        const auto wait = sent == total ? 100'000'000 : due > now ? due - now : 0;
        const timespec patience{0, static_cast<long>(wait)};
        const auto count = ::epoll_pwait2(poller.get(), ready.data(), kEvents, &patience, nullptr);
        for (int i = 0; i < count; ++i)
            hear(pairs[ready[static_cast<std::size_t>(i)].data.u64].b.get(), times);
    }
    std::sort(times.begin(), times.end());
    return {at(times, 0.5), at(times, 0.99), times.size()};
}

Latency measure_latency(Rig& rig, std::size_t pairs, double messages_per_second, double seconds,
                        bool beside_bulk)
{
    auto talking = open_pairs(rig, pairs);
    Latency out{};
    if (beside_bulk) {
        const Bulk bulk{open_pairs(rig, 1)};
        rest(0.4);
        out = measure_latency(talking, messages_per_second, seconds);
    } else {
        out = measure_latency(talking, messages_per_second, seconds);
    }
    for (auto& pair : talking) {
        reset(pair.a);
        reset(pair.b);
    }
    return out;
}

IdleMemory measure_idle(Rig& rig, std::size_t pairs)
{
    rig.prepare(pairs);
    rest(0.5);
    const auto processes = rig.processes();
    const auto before = memory_bytes(processes);
    const auto pages = tcp_pages();
    std::vector<Ends> open;
    std::array<std::uint8_t, kMessage> message{};
    for (std::size_t i = 0; i < pairs; ++i) {
        open.push_back(rig.open());
        auto& [a, b] = open.back();
        send_all(a.get(), message);
        receive_all(b.get(), message);
        send_all(b.get(), message);
        receive_all(a.get(), message);
    }
    rest(0.5);
    const auto count = static_cast<double>(pairs);
    const IdleMemory out{(static_cast<double>(memory_bytes(processes)) - static_cast<double>(before)) / count,
                         (static_cast<double>(tcp_pages()) - static_cast<double>(pages)) * 4096 / count};
    for (auto& pair : open) {
        reset(pair.a);
        reset(pair.b);
    }
    return out;
}

Churn measure_churn(Rig& rig, double seconds)
{
    constexpr std::size_t kSideBySide = 64;
    constexpr double kMostPerSecond = 12'000;
    rig.prepare(static_cast<std::size_t>(kMostPerSecond * seconds));
    const auto processes = rig.processes();
    const auto cpu = cpu_seconds(processes);
    const auto begin = now_ns();
    const auto pairs = static_cast<double>(rig.churn(seconds, kSideBySide));
    const auto time = static_cast<double>(now_ns() - begin) / 1e9;
    return {pairs / time, (cpu_seconds(processes) - cpu) / pairs};
}

} // namespace cordee::bench
