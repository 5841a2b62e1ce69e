// One transfer at one side: who began it, what state it is in, and its end that sends or receives.
#pragma once

#include "progress.hpp"
#include "sink/sink.hpp"
#include "source/source.hpp"
#include "texts.hpp"
#include "wish.hpp"

namespace cordee::transfer {

class Transfer;

/// The engine, as its transfers see it.
class TransferOwner {
public:
    virtual ~TransferOwner() = default;
    virtual Outside& outside() = 0;
    virtual Outbox& outbox() = 0;
    virtual Claim claim(std::uint32_t folder, const std::string& path) = 0;
    virtual void ask(const std::shared_ptr<Transfer>& of, std::string text, std::vector<std::string> choices,
                     std::function<void(std::uint32_t)> then) = 0;
    virtual void record(const std::shared_ptr<Transfer>& of, const char* act, std::string facts) = 0;
    [[nodiscard]] virtual bool recording_lags() const = 0;
    /// Whether the person has agreed to this very offer, before a half was started anew.
    [[nodiscard]] virtual bool is_agreed(const Offer& offer) const = 0;
    virtual void agree(const Offer& offer, bool agreed) = 0;
    /// Bytes per second of the path; 0: not measured yet.
    [[nodiscard]] virtual std::uint64_t path() const = 0;
};

class Transfer final : public SideOwner, public std::enable_shared_from_this<Transfer> {
public:
    /// Begun here.
    Transfer(TransferOwner& owner, Ref ref, std::uint32_t task, Wish wish);
    /// Offered by the other side.
    Transfer(TransferOwner& owner, Offer offer);

    /// Tells the other side, or answers it.
    void begin();
    void act(cordee_task_wish wish);
    /// False: the message may not be.
    void received(Message&& message, const Buffer& buffer);
    /// The other half knows nothing any more. One of its own making ends.
    void peer_restarted();
    void pump();
    void tick();
    void path(std::uint64_t bytes_per_second);
    /// Its acts that wait for the record have been taken.
    void recorded();
    [[nodiscard]] bool ended() const { return state_ == State::ended; }
    [[nodiscard]] Ref ref() const { return offer_.ref; }

private:
    enum class State { asking, offered, running, complete, ended };

    // For its end.
    void give_up(Trouble why) override;
    void complete() override;
    void moved(const std::string& path, std::uint64_t size, const Hash& root) override;
    void failed(const std::string& path, Trouble why) override;
    void skipped() override { ++outcome_.skipped; }
    [[nodiscard]] bool recording_lags() const override { return owner_.recording_lags(); }
    Claim claim(std::uint32_t folder, const std::string& path) override { return owner_.claim(folder, path); }
    void ask(std::string text, std::vector<std::string> choices,
             std::function<void(std::uint32_t)> then) override;

    [[nodiscard]] bool begun_here() const { return wish_.has_value(); }
    [[nodiscard]] bool sends() const { return begun_here() == (offer_.direction == Direction::send); }
    [[nodiscard]] const char* permission() const;
    void answer();
    void accept();
    void start(std::uint32_t folder);
    void stop(bool discard);
    [[nodiscard]] std::optional<std::uint32_t> folder_for(std::uint32_t right) const;
    void end(Trouble why, bool tell);
    void end_when_recorded();
    void set_pause(bool on);
    void report(cordee_task_state state, std::string detail);
    [[nodiscard]] Counts counts() const;

    bool on(const Answer& answer);
    bool on(const Cancel& cancel);
    bool on(const Pause& pause);
    bool on(const Done& done);
    bool on(const Offer&) { return false; }
    /// A message of the end that sends, or of the one that receives.
    template <class One>
    bool on(One&& one, const Buffer& buffer);

    TransferOwner& owner_;
    Offer offer_;
    const std::optional<Wish> wish_;
    const std::uint32_t task_ = 0;
    const std::string language_;
    State state_ = State::asking;
    bool paused_ = false;
    bool told_done_ = false;
    bool other_done_ = false;
    std::shared_ptr<Source> source_;
    std::shared_ptr<Sink> sink_;
    Counts last_{};
    Outcome outcome_;
    Progress progress_;
    std::size_t unrecorded_ = 0;
};

} // namespace cordee::transfer
