// One keep-alive HTTP connection of the long-poll carrier: a request, its answer, the next request.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/transport/byte_stream.hpp"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <string>

namespace cordee::transport {

/// Opens a connection to one and the same relay anew.
using StreamOpener = std::function<boost::asio::awaitable<Result<ByteStream>>()>;

struct PollAnswer {
    unsigned status = 0;
    Bytes body; ///< at most wire::kMaxPollBody
};

/// One request at a time. What breaks, or is cancelled, costs the connection; the next request opens another.
class PollHttp {
public:
    /// `host` is what stands in the Host header.
    PollHttp(StreamOpener open, std::string host);
    PollHttp(PollHttp&&) noexcept;
    ~PollHttp();

    /// Takes a connection that is open already.
    void use(ByteStream stream);
    /// Errc::closed or io_error: lost on the way, which does not say whether the request arrived;
    /// malformed or too_large: an answer that is none; and what `open` fails with. No deadline of its own.
    boost::asio::awaitable<Result<PollAnswer>> request(std::string method, std::string target, View body);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace cordee::transport
