// The smallest plugin: each message comes back on its channel, in order, also when the queue is full.
#include <cordee/plugin.hpp>

#include <deque>
#include <vector>

namespace {

class Echo final : public cordee::sdk::Plugin {
public:
    explicit Echo(cordee::sdk::Host host) : host_{host} {}

    void received(std::uint16_t channel, cordee::sdk::Message message) override
    {
        waiting_.push_back({channel, {message.begin(), message.end()}});
        writable();
    }

    void writable() override
    {
        while (!waiting_.empty() &&
               host_.send(waiting_.front().channel, waiting_.front().bytes) != CORDEE_AGAIN)
            waiting_.pop_front();
    }

    void peer_restarted() override { waiting_.clear(); }

private:
    struct Waiting {
        std::uint16_t channel;
        std::vector<std::uint8_t> bytes;
    };

    cordee::sdk::Host host_;
    std::deque<Waiting> waiting_;
};

} // namespace

CORDEE_PLUGIN("echo", Echo);
