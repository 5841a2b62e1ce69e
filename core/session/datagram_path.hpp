// Media beside the stream: UNREL frames in sealed datagrams, direct or through the relay, while there is a
// route that works. Without one they go by the stream, and nobody needs to know.
#pragma once

#include "core/base/task_group.hpp"
#include "core/crypto/datagram.hpp"
#include "core/crypto/key_schedule.hpp"
#include "core/session/datagram_routes.hpp"
#include "core/session/path_source.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cordee::session {

/// Lives on the session's strand.
class DatagramPath {
public:
    /// Hears what arrived; only UNREL frames.
    using Deliver = std::function<void(const wire::Frame&)>;

    DatagramPath(const boost::asio::any_io_executor& strand, DatagramPort& port, bool initiator,
                 const Clock& clock, Random& random, Deliver deliver);

    void start();
    boost::asio::awaitable<void> stop();

    /// A new epoch: its keys, and the relay that its stream goes through.
    void renew(std::uint32_t epoch, const crypto::KeySchedule& keys,
               const std::optional<RelayedDatagrams>& relay);
    /// Where the other side says it can be reached: addresses, never names. Too soon after the last time
    /// nothing comes of it.
    void candidates(const std::vector<std::string>& addresses);
    /// False when no route works now: the message goes by the stream.
    bool send(std::uint16_t channel, View message);

private:
    boost::asio::awaitable<void> receive();
    boost::asio::awaitable<void> challenge();
    void take(View record, const UdpAddress& from);
    void take_frame(const wire::Frame& frame, const UdpAddress& from);
    bool send_to(View head, View plaintext, const UdpAddress& to);

    boost::asio::any_io_executor strand_;
    DatagramPort& port_;
    bool initiator_;
    const Clock& clock_;
    Deliver deliver_;
    DatagramRoutes routes_;
    std::optional<crypto::RecordSealer> sealer_;
    std::optional<crypto::DatagramOpener> opener_;
    Bytes sealed_;
    SteadyTime busy_until_{};
    std::optional<SteadyTime> told_at_; ///< candidates
    TaskGroup tasks_;
};

} // namespace cordee::session
