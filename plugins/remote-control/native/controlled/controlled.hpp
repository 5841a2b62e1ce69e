// The controlled half: shows this computer's screen, and lets the operator use it where that is permitted.
#pragma once

#include "controlled/input/input_sink.hpp"
#include "controlled/screen_feed.hpp"
#include "controlled/texts.hpp"

#include <cordee/plugin.hpp>

#include <atomic>
#include <optional>

namespace cordee::remote {

class Controlled final : public sdk::Plugin {
public:
    /// `display` empty: the one of the environment.
    explicit Controlled(sdk::Host host, std::string display = {});

    void activate() override;
    void deactivate() override;
    void received(std::uint16_t channel, sdk::Message message) override;
    void writable() override;
    void peer_restarted() override;

private:
    void control(View bytes);
    void on(const Hello& hello);
    void on(const ModeChange& change);
    void on(const UpdateAck& ack);
    void on(const RefreshRequest&);
    void on(const End&);
    /// Messages that only the other half receives.
    void on(const ScreenLayout&) { broken(); }
    void on(const Notice&) {}

    void input(View bytes);
    /// The permission is asked for at each event: it may end at any time.
    bool may_type();
    [[nodiscard]] Mode mode_for(Mode wanted) const;
    void broken();
    void leave(Phrase why);
    /// From the feed's thread.
    void feed_ended(ScreenFeed::Ended why);
    void end(NoticeKind kind, Phrase why);
    [[nodiscard]] std::string_view text(Phrase phrase) const { return say(phrase, host_.language()); }

    sdk::Host host_;
    const std::string display_;
    SendQueue out_;
    std::optional<InputSink> sink_;
    std::optional<ScreenFeed> feed_;
    Mode wanted_ = Mode::view;
    Mode told_ = Mode::view;
    unsigned untyped_ = 0;
    bool greeted_ = false;
    bool refused_ = false;
    std::atomic<bool> over_ = false;
};

} // namespace cordee::remote
