// threads: does not wait for its thread to end.
#include <cordee/plugin.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

namespace {

class LeavesThread final : public cordee::sdk::Plugin {
public:
    explicit LeavesThread(cordee::sdk::Host) {}
    void activate() override
    {
        std::thread{[] { std::this_thread::sleep_for(std::chrono::seconds{4}); }}.detach();
    }
    void received(std::uint16_t, cordee::sdk::Message) override {}
};

} // namespace

CORDEE_PLUGIN("leaves-thread", LeavesThread);
