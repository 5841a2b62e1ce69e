// The operator's half of remote control: messages in, window out.
#include "controlling/window.hpp"

#include <cordee/plugin.hpp>

namespace cordee::remote {
namespace {

class Controlling final : public sdk::Plugin {
public:
    explicit Controlling(sdk::Host host)
        : host_{host}, tongue_{tongue_of(host.language())}, outbox_{[host](std::uint16_t channel,
                                                                           View message) {
              return host.send(channel, sdk::Message{message.data(), message.size()});
          }}
    {}

    void activate() override
    {
        window_ = std::make_unique<Window>(Window::Setup{std::string{host_.peer_name()}, tongue_,
                                                         [host = host_] { return host.permitted("input"); },
                                                         [host = host_] { host.finish(); }},
                                           scene_, outbox_);
        window_->open();
        greet();
    }

    void deactivate() override { window_.reset(); }

    void received(std::uint16_t channel, sdk::Message message) override
    {
        const View bytes{message.data(), message.size()};
        if (channel == kScreenChannel)
            take(decode_screen(bytes));
        else if (channel == kControlChannel)
            take(decode_control(bytes));
        else
            break_off();
        if (window_)
            window_->refresh();
    }

    void writable() override
    {
        outbox_.writable();
        if (window_)
            window_->refresh();
    }

    void peer_restarted() override
    {
        outbox_.clear();
        scene_.peer_restarted();
        if (window_)
            window_->peer_restarted();
        greet();
    }

private:
    void greet()
    {
        const Mode wanted = host_.permitted("input") ? Mode::control : Mode::view;
        outbox_.control(Hello{kProtocolVersion, wanted, UpdateDecoder::encodings()});
    }

    template <class Message>
    void take(const Decoded<Message>& decoded)
    {
        if (decoded.status == DecodeStatus::malformed)
            break_off();
        else if (decoded.message)
            std::visit([this](const auto& message) { on(message); }, *decoded.message);
    }

    void on(const Update& update)
    {
        if (scene_.apply(update))
            outbox_.control(UpdateAck{update.number});
        else
            break_off();
    }
    void on(const PointerShape& shape) { scene_.define_shape(shape); }
    void on(const PointerUse& use) { scene_.use_shape(use.number); }
    void on(const PointerPosition& position) { scene_.place_pointer(position.at); }

    void on(const Hello& hello) { scene_.set_mode(hello.mode); }
    void on(const ModeChange& change) { scene_.set_mode(change.mode); }
    void on(const Notice& notice)
    {
        if (notice.kind == NoticeKind::screen_lost)
            scene_.set_condition(Condition::screenless);
        if (!notice.text.empty())
            host_.info(printable_text(notice.text));
    }
    void on(const End& end)
    {
        if (!end.text.empty())
            host_.info(printable_text(end.text));
        host_.finish();
    }
    void on(const ScreenLayout&) {} // an update brings the size along
    void on(const UpdateAck&) {}    // these two are the other half's to read
    void on(const RefreshRequest&) {}

    /// The other half breaks the protocol: nothing it says makes sense from here on.
    void break_off()
    {
        if (std::exchange(broken_, true))
            return;
        host_.error(broken_protocol(tongue_));
        host_.finish();
    }

    const sdk::Host host_;
    const Tongue tongue_;
    Scene scene_;
    Outbox outbox_;
    std::unique_ptr<Window> window_;
    bool broken_ = false;
};

} // namespace
} // namespace cordee::remote

CORDEE_PLUGIN("remote-control", cordee::remote::Controlling);
