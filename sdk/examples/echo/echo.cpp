// The smallest plugin: each message comes back on its channel, in order, also when the queue is full.
#include <cordee/plugin.hpp>

#include <deque>
#include <vector>

namespace {

/// Bytes that wait at most: a peer that speaks and does not listen must not cost this computer its memory.
constexpr std::size_t kMost = 24u << 20;

class Echo final : public cordee::sdk::Plugin {
public:
    explicit Echo(cordee::sdk::Host host) : host_{host} {}

    void received(std::uint16_t channel, cordee::sdk::Message message) override
    {
        if (over_)
            return;
        if (size_ + message.size() > kMost)
            return end();
        size_ += message.size();
        waiting_.push_back({channel, {message.begin(), message.end()}});
        writable();
    }

    void writable() override
    {
        while (!waiting_.empty() &&
               host_.send(waiting_.front().channel, waiting_.front().bytes) != CORDEE_AGAIN) {
            size_ -= waiting_.front().bytes.size();
            waiting_.pop_front();
        }
    }

    void peer_restarted() override { forget(); }

private:
    struct Waiting {
        std::uint16_t channel;
        std::vector<std::uint8_t> bytes;
    };

    void forget()
    {
        waiting_.clear();
        size_ = 0;
    }

    void end()
    {
        over_ = true;
        forget();
        host_.error("The other side does not listen to what it asked for, so the echo ends. Start it anew.");
        host_.finish();
    }

    cordee::sdk::Host host_;
    std::deque<Waiting> waiting_;
    std::size_t size_ = 0;
    bool over_ = false;
};

} // namespace

CORDEE_PLUGIN("echo", Echo);
