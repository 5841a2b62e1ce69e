// What the ways to another desktop have in common.
#pragma once

#include "apps/cordee/asked_module.hpp"
#include "apps/cordee/context.hpp"
#include "core/endpoint/session_run.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>

namespace cordee::cli {

struct Control {
    Context& context;
    endpoint::Account account;
    endpoint::Surroundings around;
    std::optional<std::string> link; ///< as typed; or
    std::optional<std::string> device;
    ModuleChoice module;
    std::chrono::minutes life{};
    bool pair = false;           ///< ask to come back later
    bool compare_digits = false; ///< with the client
    bool by_account = false;     ///< to a device, on the broker's word
    /// What the session is for; then it has this module alone.
    std::optional<endpoint::TaskOrder> order = std::nullopt;
};

/// Whether the first argument is a device and no link.
bool names_device(const Options& options);

/// The account with the broker's present keys; throws UserError when a known one changed.
boost::asio::awaitable<void> refresh_keys(Control& control, endpoint::BrokerClient& broker);

/// What is kept when the client agrees to be reached later: its key, and the own one of this session.
std::function<void(const session::PairAnswer&)> keep_pairing(const Context& context, const endpoint::Met& met,
                                                             Secret<32> own_secret);

/// Waits for the client of a link or code; device.cpp: goes to a device.
boost::asio::awaitable<void> control_invited(Control& control);
boost::asio::awaitable<void> control_device(Control& control);

/// The session with the modules that are asked for.
boost::asio::awaitable<void> control_session(const Control& control, endpoint::SessionRun& run,
                                             endpoint::BrokerClient& broker, endpoint::SessionId session,
                                             std::vector<endpoint::AskedModule> wanted,
                                             std::function<void(const session::PairAnswer&)> paired = {});

} // namespace cordee::cli
