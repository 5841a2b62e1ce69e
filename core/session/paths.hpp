// The paths of a session over time: the one that carries, a spare one that is ready to, and the way from one
// to the other. PROTOCOL.md, "Resumption".
//
// Both sides ask their PathSource until a spare is there, so that a break costs one round trip. Only the
// initiator of the handshake chooses: it attaches to a better path at once and to any other one when the
// present one broke. The other side answers on whatever connection an ATTACH1 arrives.
#pragma once

#include "core/base/signal.hpp"
#include "core/base/task_group.hpp"
#include "core/session/channels.hpp"
#include "core/session/path_source.hpp"
#include "core/session/resumption.hpp"

#include <list>
#include <memory>
#include <optional>

namespace cordee::session {

/// Lives on the session's strand.
class Paths {
public:
    /// Hears of changes; outlives this.
    class Listener {
    public:
        virtual ~Listener() = default;
        /// Before the first message that the new path brings.
        virtual void path_changing() = 0;
        /// `after_break`: there was no path for a while. The connection is not in `path` any more.
        virtual void path_changed(const NewPath& path, bool after_break, const Resumed& resumed) = 0;
        /// No path was found in time, or the sides do not fit together any more.
        virtual void path_hopeless(Ending ending) = 0;
    };
    struct Config {
        PathSource& source;
        bool initiator = false;
        int first_rank = 1; ///< of the path that carries from the beginning
        const Clock& clock;
        Random& random;
        Timing timing;
    };

    Paths(const boost::asio::any_io_executor& strand, Channels& channels, ResumeSecrets secrets,
          Config config, Listener& listener);

    void start();
    /// Ends every try; before destruction.
    boost::asio::awaitable<void> stop();
    /// The present path is gone.
    void broken();
    /// The present path may be gone: another one is taken when there is one.
    void suspect();

private:
    /// A connection that does not carry yet. What comes on it is read at once, so that its end is noticed.
    struct Held {
        Held(const boost::asio::any_io_executor& strand, NewPath from)
            : path{std::move(from)}, arrived{strand}
        {}
        NewPath path;
        Signal arrived;
        std::optional<Result<Bytes>> first;
    };
    using HeldPtr = std::shared_ptr<Held>;

    boost::asio::awaitable<void> seek();
    boost::asio::awaitable<NewPath> until_else_is_wanted(int worse_than);
    boost::asio::awaitable<void> choose();
    boost::asio::awaitable<void> hold(HeldPtr held);
    boost::asio::awaitable<void> attach(HeldPtr held);
    boost::asio::awaitable<Result<Bytes>> first_record(HeldPtr held);
    boost::asio::awaitable<void> answer(HeldPtr held);
    boost::asio::awaitable<void> be_patient();

    /// What is looked for: the rank that a new connection must be better than; empty when nothing is.
    [[nodiscard]] std::optional<int> wanted() const;
    [[nodiscard]] HeldPtr best_held() const;
    [[nodiscard]] HeldPtr least_useful() const;
    void keep(NewPath path);
    void drop(HeldPtr held);
    [[nodiscard]] wire::Counters counters() const;
    [[nodiscard]] std::shared_ptr<SecureLink> make_link(HeldPtr held, const Resumed& resumed) const;
    bool take_over(const NewPath& path, std::shared_ptr<SecureLink> link, const Resumed& resumed, View first);

    boost::asio::any_io_executor strand_;
    Channels& channels_;
    Config config_;
    Listener& listener_;
    ResumeInitiator initiator_;
    ResumeResponder responder_;
    std::uint32_t epoch_ = 0; ///< last one that was tried
    int rank_;
    bool suspected_ = false;
    std::list<HeldPtr> held_;
    Signal changed_;
    TaskGroup tasks_;
};

} // namespace cordee::session
