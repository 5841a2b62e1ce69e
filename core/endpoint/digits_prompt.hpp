// The safety digits of one session: two people read them to each other, and each says what came of it.
#pragma once

#include "core/base/error.hpp"
#include "core/base/signal.hpp"
#include "core/endpoint/terminal.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace cordee::endpoint {

/// Lives on one strand; the terminal outlives it.
class DigitsPrompt {
public:
    DigitsPrompt(const boost::asio::any_io_executor& strand, Terminal& terminal, std::string peer_name);

    /// Asks the person here. Anything but a clear yes is a no.
    boost::asio::awaitable<bool> ask(std::string digits);
    void equal_here();
    void equal_there();
    /// Until both people said so.
    boost::asio::awaitable<Result<void>> equal_at_both();

private:
    Terminal& terminal_;
    std::string peer_name_;
    bool here_ = false;
    bool there_ = false;
    Signal changed_;
};

} // namespace cordee::endpoint
