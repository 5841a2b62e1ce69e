// restart: does not survive that its other half was started anew.
#include <cordee/plugin.hpp>

#include <stdexcept>

namespace {

class PanicsAtRestart final : public cordee::sdk::Plugin {
public:
    explicit PanicsAtRestart(cordee::sdk::Host) {}
    void peer_restarted() override { throw std::runtime_error{"the other half was started anew"}; }
    void received(std::uint16_t, cordee::sdk::Message) override {}
};

} // namespace

CORDEE_PLUGIN("panics-at-restart", PanicsAtRestart);
