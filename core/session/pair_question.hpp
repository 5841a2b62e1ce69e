// The question whether two computers shall know each other, over a session: the operator's side asks, the
// agent's has its person asked.
#pragma once

#include "core/base/signal.hpp"
#include "core/base/task_group.hpp"
#include "core/session/channels.hpp"
#include "core/session/session_config.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <optional>

namespace cordee::session {

/// Lives on the session's strand; everything it refers to outlives it. One question at a time.
class PairQuestion {
public:
    /// The tasks end before this does.
    PairQuestion(const boost::asio::any_io_executor& strand, const SessionConfig& config, Channels& channels,
                 TaskGroup& tasks);

    /// See Session::pair.
    boost::asio::awaitable<Result<PairAnswer>> ask(Permissions permissions);

    /// `verified`: more than the broker's word says who asks; on that alone nobody is paired. An error is
    /// what the other side may not say.
    Result<void> take(const Pair& question, bool verified);
    Result<void> take(const Paired& answer);

private:
    boost::asio::awaitable<void> answer(Permissions asked);

    const SessionConfig& config_;
    Channels& channels_;
    TaskGroup& tasks_;
    bool open_ = false; ///< a question is under way
    std::optional<PairAnswer> answer_;
    Signal answered_;
};

} // namespace cordee::session
