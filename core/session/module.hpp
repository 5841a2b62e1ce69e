// A running module as the session sees it. core/endpoint implements these over plugin processes, tests with
// fakes.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/error.hpp"
#include "core/base/priority.hpp"
#include "core/base/version.hpp"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <vector>

namespace cordee::session {

enum class Side { controlling, controlled };

/// Most channels of one module.
inline constexpr std::size_t kMaxModuleChannels = 16;

struct ModuleRequest {
    std::string id;
    Version minimum;                      ///< of the module, by the grant or by the other side's version
    std::vector<std::string> permissions; ///< what grant, policy and person allow, never more
    Side side = Side::controlled;
    std::string peer_name; ///< printable
};

/// One channel of a module.
struct ChannelSpec {
    ChannelSpec(PriorityClass of, bool may_be_lost = false) : priority{of}, unreliable{may_be_lost} {}
    PriorityClass priority;
    /// Its messages may be lost and overtaken, and have at most 1024 bytes.
    bool unreliable;
};

/// What is known of a module before it runs. The same version runs on both sides, so the channels are equal.
struct ModuleInfo {
    std::string id;
    Version version;
    std::string publisher;
    std::vector<std::string> permissions; ///< those that the module declares
    std::vector<ChannelSpec> channels;    ///< a channel is known by its index
};

/// The session's half of a running module. All calls come from the session's strand, and none of them calls
/// the Module back before it returns.
class ModulePort {
public:
    virtual ~ModulePort() = default;
    /// Copies one message of at most 16 MiB. False: no room, nothing was taken; writable() follows.
    virtual bool send(std::uint16_t channel, View message) = 0;
    /// received() was answered with false, and there is room again.
    virtual void resume() = 0;
    /// The module began anew and knows nothing; what was queued for or by its former self is dropped.
    virtual void restarted() = 0;
    /// The module ends on both sides, by the person's wish.
    virtual void finished() = 0;
    /// The module cannot go on; it ends on both sides. `why` is for the person here.
    virtual void failed(std::string why) = 0;
};

/// Owned by the session, called on its strand; destroyed after stop() has returned.
class Module {
public:
    virtual ~Module() = default;
    /// One whole message of the other half; valid until return. False: no room, offer it again after
    /// resume().
    virtual bool received(std::uint16_t channel, View message) = 0;
    /// A send() was refused, and now there is room.
    virtual void writable() = 0;
    /// What the path leaves to this module, in bytes per second; told when it has changed by much.
    virtual void rate_changed(std::uint64_t bytes_per_second) = 0;
    /// The other half began anew and knows nothing.
    virtual void peer_restarted() = 0;
    /// Never wider than what the module was started with.
    virtual void permissions_changed(const std::vector<std::string>& permissions) = 0;
    virtual boost::asio::awaitable<void> stop() = 0;
};

class ModuleProvider {
public:
    virtual ~ModuleProvider() = default;
    /// Finds the module here, or fetches and verifies it. not_found, bad_signature, unsupported, exhausted
    /// (no space), unreachable … what went wrong is told to the person by the provider.
    virtual boost::asio::awaitable<Result<ModuleInfo>> prepare(const ModuleRequest& request) = 0;
    /// Starts what prepare() found. The port outlives the module.
    virtual boost::asio::awaitable<Result<std::unique_ptr<Module>>> start(const ModuleRequest& request,
                                                                          ModulePort& port) = 0;
};

} // namespace cordee::session
