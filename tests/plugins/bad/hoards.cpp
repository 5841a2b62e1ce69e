// narrow-link: keeps everything that it can't send.
#include <cordee/plugin.hpp>

#include <deque>
#include <vector>

namespace {

class Hoards final : public cordee::sdk::Plugin {
public:
    explicit Hoards(cordee::sdk::Host host) : host_{host} {}
    void received(std::uint16_t, cordee::sdk::Message message) override
    {
        // Only what asks for an answer, and no word of its own half does.
        if (message.size() < 20'000)
            return;
        waiting_.emplace_back(message.begin(), message.end());
        writable();
    }
    void writable() override
    {
        while (!waiting_.empty() && host_.send(0, waiting_.front()) != CORDEE_AGAIN)
            waiting_.pop_front();
    }

private:
    cordee::sdk::Host host_;
    std::deque<std::vector<std::uint8_t>> waiting_;
};

} // namespace

CORDEE_PLUGIN("hoards", Hoards);
