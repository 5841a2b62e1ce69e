// promptness: takes its time when the other half was started anew.
#include <cordee/plugin.hpp>

#include <chrono>
#include <thread>

namespace {

class Slow final : public cordee::sdk::Plugin {
public:
    explicit Slow(cordee::sdk::Host) {}
    void peer_restarted() override { std::this_thread::sleep_for(std::chrono::milliseconds{2300}); }
    void received(std::uint16_t, cordee::sdk::Message) override {}
};

} // namespace

CORDEE_PLUGIN("slow", Slow);
