// A conversation of two people as one half knows it: what was said, what has arrived, what is still to be
// sent.
#pragma once

#include "protocol/messages.hpp"

#include <deque>

namespace cordee::chat {

/// An entry at its place in the conversation.
struct Said {
    std::uint64_t place = 0; ///< 1, 2, 3 … over both sides, as they came
    bool own = false;
    Entry entry;
};

/// What is kept beside the entries.
struct State {
    std::uint64_t own_history = 0;  ///< 0: new, choose one
    std::uint64_t peer_history = 0; ///< 0: not known yet
    std::uint64_t peer_since = 0;  ///< the place of its first entry; what came before is of one that was lost
    std::uint64_t received = 0;    ///< its highest number here
    std::uint64_t shown = 0;       ///< its highest number that the person here saw
    std::uint64_t shown_place = 0; ///< up to here all is shown
    std::uint64_t sent = 0;        ///< the last own number
    std::uint64_t delivered = 0;   ///< of the own entries
    std::uint64_t seen = 0;
};

enum class Mark { waiting, delivered, seen };

/// One thread.
class Conversation {
public:
    /// What it needs. Outlives the conversation; never calls it back.
    class Around {
    public:
        virtual ~Around() = default;
        /// False: no room, nothing was taken; go_on() when there is.
        virtual bool send(View message) = 0;
        /// Something that the other side said. False: not now; go_on() later.
        virtual bool show(const Said& said) = 0;
        virtual void keep(const Said& said) = 0;
        virtual void forget(const Said& said) = 0;
        virtual void keep(const State& state) = 0;
    };

    /// What is remembered of a conversation at most.
    static constexpr std::size_t kMostEntries = 500;
    static constexpr std::size_t kMostBytes = 8 << 20;

    /// With what was kept, in order of their places.
    Conversation(Around& around, State state, std::deque<Said> kept);

    /// Says Hello: once active, and whenever the other half begins anew.
    void begin();
    /// The person here says something sound; it is sent as soon as it can be.
    void say(Content content, std::uint64_t time);
    void typing(bool on);
    /// False: the other half breaks the rules.
    bool received(View message);
    /// There may be room now, for sending or showing.
    void go_on();

    [[nodiscard]] const std::deque<Said>& said() const { return said_; }
    [[nodiscard]] Mark mark(const Said& own) const;
    /// Whether the other side is typing, as far as it said.
    [[nodiscard]] bool peer_types() const { return peer_types_; }
    /// Own entries that have not arrived.
    [[nodiscard]] std::uint64_t waiting() const { return state_.sent - state_.delivered; }

private:
    bool take(const Hello& hello);
    bool take(const Entry& entry);
    bool take(const Delivered& delivered);
    bool take(const Seen& seen);
    bool take(const Typing& typing);

    void add(bool own, Entry entry);
    void trim();
    bool send(const Message& message) { return around_.send(encode(message)); }
    bool send_marks();
    bool send_entries();
    void show_new();
    void forget_peer(std::uint64_t new_history);
    [[nodiscard]] std::uint64_t next_place() const { return said_.empty() ? 1 : said_.back().place + 1; }

    Around& around_;
    State state_;
    std::deque<Said> said_;
    std::size_t bytes_ = 0;
    bool hello_due_ = false;
    bool met_ = false;       ///< the other half's Hello came
    std::uint64_t next_ = 0; ///< the own number to be sent next
    std::uint64_t told_delivered_ = 0;
    std::uint64_t told_seen_ = 0;
    bool typing_ = false;
    bool told_typing_ = false;
    bool peer_types_ = false;
};

} // namespace cordee::chat
