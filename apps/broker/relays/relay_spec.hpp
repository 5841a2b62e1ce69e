// A relay as the settings name it.
#pragma once

#include "core/base/error.hpp"
#include "core/transport/encapsulation.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::broker {

inline constexpr std::size_t kMaxRelays = 8;
inline constexpr std::size_t kMaxPorts = 16;

struct RelaySpec {
    std::string id = "relay"; ///< also the name of its credentials folder
    std::string host = "localhost";
    std::vector<std::uint16_t> ports{11438};
    std::vector<transport::Encapsulation> encapsulations{
        transport::Encapsulation::native, transport::Encapsulation::https, transport::Encapsulation::http};
    bool udp = true;
    double capacity = 1000; ///< sessions, for as long as it does not say itself

    bool operator==(const RelaySpec&) const = default;
};

/// The id is also the name of a folder.
bool is_relay_id(std::string_view text);

/// "HOST:PORT+PORT…" into host and ports; Errc::malformed.
Result<void> read_place(std::string_view text, RelaySpec& into);
/// "ID=HOST:PORT+PORT…"; Errc::malformed.
Result<void> read_named_place(std::string_view text, RelaySpec& into);

} // namespace cordee::broker
