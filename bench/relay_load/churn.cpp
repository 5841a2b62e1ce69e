#include "bench/relay_load/churn.hpp"

#include "core/wire/relay_entry.hpp"

#include <array>
#include <cstring>
#include <map>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace cordee::bench {
namespace {

constexpr std::uint64_t kListener = ~std::uint64_t{0};

class Poller {
public:
    void watch(int socket, std::uint32_t events, std::uint64_t name)
    {
        control(EPOLL_CTL_ADD, socket, events, name);
    }
    void change(int socket, std::uint32_t events, std::uint64_t name)
    {
        control(EPOLL_CTL_MOD, socket, events, name);
    }
    template <class Handler>
    void poll(Handler handler)
    {
        const auto count = ::epoll_wait(epoll_.get(), events_.data(), kEvents, 100);
        for (int i = 0; i < count; ++i)
            handler(events_[static_cast<std::size_t>(i)].data.u64);
    }

private:
    void control(int operation, int socket, std::uint32_t events, std::uint64_t name)
    {
        epoll_event event{};
        event.events = events;
        event.data.u64 = name;
        ::epoll_ctl(epoll_.get(), operation, socket, &event);
    }
    Descriptor epoll_{::epoll_create1(EPOLL_CLOEXEC)};
    std::array<epoll_event, kEvents> events_{};
};

std::uint64_t end_after(double seconds)
{
    return now_ns() + static_cast<std::uint64_t>(seconds * 1e9);
}

/// Names in the poller: a slot's number for its first end, 2^32 and the descriptor for a second end.
class ThroughProxy {
public:
    ThroughProxy(std::uint16_t port, int listener, std::size_t slots)
        : port_{port}, listener_{listener}, slots_(slots)
    {
        set_blocking(listener, false);
        poller_.watch(listener, EPOLLIN, kListener);
        for (std::size_t i = 0; i < slots; ++i)
            begin(i);
    }
    ~ThroughProxy()
    {
        set_blocking(listener_, true);
        for (auto& slot : slots_)
            reset(slot);
        for (auto& [number, end] : ends_)
            reset(end);
    }

    std::uint64_t run(double seconds)
    {
        for (const auto until = end_after(seconds); now_ns() < until;)
            poller_.poll([this](std::uint64_t name) { handle(name); });
        return done_;
    }

private:
    void begin(std::size_t slot)
    {
        slots_[slot] = begin_to_connect(port_);
        poller_.watch(slots_[slot].get(), EPOLLOUT, slot);
    }
    void handle(std::uint64_t name)
    {
        if (name == kListener)
            return accept_all();
        if (name >> 32U != 0)
            return hear(static_cast<int>(name & 0xffffffffU));
        std::array<std::uint8_t, kMessage> message{};
        const auto slot = static_cast<std::uint32_t>(name);
        std::memcpy(message.data(), &slot, sizeof slot);
        poller_.change(slots_[slot].get(), 0, slot);
        if (::send(slots_[slot].get(), message.data(), message.size(), MSG_NOSIGNAL) < 0) {
            reset(slots_[slot]);
            begin(slot);
        }
    }
    void accept_all()
    {
        for (;;) {
            Descriptor end{::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC)};
            if (!end)
                return;
            const int number = end.get();
            poller_.watch(number, EPOLLIN, std::uint64_t{1} << 32U | static_cast<std::uint32_t>(number));
            ends_[number] = std::move(end);
        }
    }
    void hear(int number)
    {
        std::array<std::uint8_t, kMessage> message{};
        const auto got = ::recv(number, message.data(), message.size(), 0);
        auto end = std::move(ends_[number]);
        ends_.erase(number);
        reset(end);
        if (got != static_cast<ssize_t>(kMessage))
            return;
        std::uint32_t slot = 0;
        std::memcpy(&slot, message.data(), sizeof slot);
        reset(slots_.at(slot));
        ++done_;
        begin(slot);
    }

    std::uint16_t port_;
    int listener_;
    Poller poller_;
    std::vector<Descriptor> slots_;
    std::map<int, Descriptor> ends_;
    std::uint64_t done_ = 0;
};

class AtRelay {
public:
    AtRelay(std::uint16_t port, std::vector<std::pair<Pass, Pass>>& passes, std::size_t slots)
        : port_{port}, passes_{passes}, slots_(slots)
    {
        for (std::size_t i = 0; i < slots; ++i)
            begin(i);
    }
    ~AtRelay()
    {
        for (auto& slot : slots_)
            for (auto& side : slot)
                reset(side.socket);
    }

    std::uint64_t run(double seconds)
    {
        for (const auto until = end_after(seconds); now_ns() < until;)
            poller_.poll([this](std::uint64_t name) { handle(name); });
        return done_;
    }

private:
    enum class State { connecting, greeted_next, answered_next, paired };
    struct Side {
        Descriptor socket;
        Pass pass;
        State state = State::connecting;
        std::array<std::uint8_t, kMessage> heard{};
        std::size_t size = 0;
    };

    void begin(std::size_t number)
    {
        if (passes_.empty())
            throw std::runtime_error{"there were too few tickets for so fast a relay"};
        auto& slot = slots_[number];
        slot[0].pass = std::move(passes_.back().first);
        slot[1].pass = std::move(passes_.back().second);
        passes_.pop_back();
        for (std::size_t side = 0; side < 2; ++side) {
            slot[side].socket = begin_to_connect(port_);
            slot[side].state = State::connecting;
            slot[side].size = 0;
            poller_.watch(slot[side].socket.get(), EPOLLOUT, number * 2 + side);
        }
    }
    void handle(std::uint64_t name)
    {
        auto& side = slots_[name / 2][name % 2];
        switch (side.state) {
        case State::connecting:
            send_all(side.socket.get(), as_view(wire::kRelayPreamble));
            poller_.change(side.socket.get(), EPOLLIN, name);
            side.state = State::greeted_next;
            break;
        case State::greeted_next:
            if (hear(side, wire::kRelayGreetingSize)) {
                const auto greeting = View{side.heard}.first(wire::kRelayGreetingSize);
                send_all(side.socket.get(), TicketOffice::entry(side.pass, greeting));
                side.state = State::answered_next;
            }
            break;
        case State::answered_next:
            if (hear(side, 1 + wire::kRelayPairedSize)) {
                if (side.heard[0] != 0)
                    throw std::runtime_error{"the relay refused a good ticket"};
                side.state = State::paired;
                if (slots_[name / 2][1 - name % 2].state == State::paired)
                    speak(slots_[name / 2]);
            }
            break;
        case State::paired:
            if (hear(side, kMessage)) {
                for (auto& each : slots_[name / 2])
                    reset(each.socket);
                ++done_;
                begin(name / 2);
            }
            break;
        }
    }
    void speak(std::array<Side, 2>& slot)
    {
        const std::array<std::uint8_t, kMessage> message{};
        send_all(slot[0].socket.get(), message);
    }
    /// True when so many bytes are here.
    static bool hear(Side& side, std::size_t wanted)
    {
        const auto got = ::recv(side.socket.get(), side.heard.data() + side.size, wanted - side.size, 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR))
            return false;
        if (got <= 0)
            throw std::runtime_error{"the relay hung up"};
        side.size += static_cast<std::size_t>(got);
        if (side.size < wanted)
            return false;
        side.size = 0;
        return true;
    }

    std::uint16_t port_;
    std::vector<std::pair<Pass, Pass>>& passes_;
    Poller poller_;
    std::vector<std::array<Side, 2>> slots_;
    std::uint64_t done_ = 0;
};

} // namespace

std::uint64_t churn_through(std::uint16_t port, int listener, double seconds, std::size_t side_by_side)
{
    return ThroughProxy{port, listener, side_by_side}.run(seconds);
}

std::uint64_t churn_at_relay(std::uint16_t port, std::vector<std::pair<Pass, Pass>>& passes, double seconds,
                             std::size_t side_by_side)
{
    return AtRelay{port, passes, side_by_side}.run(seconds);
}

} // namespace cordee::bench
