// narrow-link: asks again and again whether there is room.
#include <cordee/plugin.hpp>

#include <atomic>
#include <thread>
#include <vector>

namespace {

class Insists final : public cordee::sdk::Plugin {
public:
    explicit Insists(cordee::sdk::Host host) : host_{host} {}
    void activate() override
    {
        running_ = true;
        thread_ = std::thread{[this] { answer(); }};
    }
    void deactivate() override
    {
        running_ = false;
        wanted_ = 1;
        wanted_.notify_all();
        thread_.join();
    }
    void received(std::uint16_t, cordee::sdk::Message message) override
    {
        if (message.size() < 20'000)
            return;
        wanted_ = 1;
        wanted_.notify_all();
    }

private:
    void answer()
    {
        const std::vector<std::uint8_t> large(60'000);
        while (running_) {
            wanted_.wait(0);
            for (int i = 0; running_ && i < 20; ++i)
                while (running_ && host_.send(0, large) == CORDEE_AGAIN)
                    std::this_thread::yield();
            wanted_ = 0;
        }
    }

    cordee::sdk::Host host_;
    std::atomic<bool> running_ = false;
    std::atomic<int> wanted_ = 0;
    std::thread thread_;
};

} // namespace

CORDEE_PLUGIN("insists", Insists);
