// ownership: looks at the bytes of a message after received() has returned.
#include <cordee/plugin.hpp>

namespace {

class KeepsMessage final : public cordee::sdk::Plugin {
public:
    explicit KeepsMessage(cordee::sdk::Host) {}
    void received(std::uint16_t, cordee::sdk::Message message) override
    {
        // Small ones: what was freed of them is still there in most processes, so that nobody notices.
        if (!last_.empty())
            sum_ = sum_ + last_[0];
        last_ = message.size() <= 100 ? message : cordee::sdk::Message{};
    }

private:
    cordee::sdk::Message last_;
    volatile unsigned sum_ = 0;
};

} // namespace

CORDEE_PLUGIN("keeps-message", KeepsMessage);
