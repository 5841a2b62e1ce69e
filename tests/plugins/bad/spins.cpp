// silence: waits by turning in a circle.
#include <cordee/plugin.hpp>

#include <atomic>
#include <thread>

namespace {

class Spins final : public cordee::sdk::Plugin {
public:
    explicit Spins(cordee::sdk::Host) {}
    void activate() override
    {
        running_ = true;
        thread_ = std::thread{[this] {
            while (running_)
                ++turns_;
        }};
    }
    void deactivate() override
    {
        running_ = false;
        thread_.join();
    }
    void received(std::uint16_t, cordee::sdk::Message) override {}

private:
    std::atomic<bool> running_ = false;
    std::atomic<unsigned> turns_ = 0;
    std::thread thread_;
};

} // namespace

CORDEE_PLUGIN("spins", Spins);
