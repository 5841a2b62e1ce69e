// What the sides tell each other in the handshake: versions first, in the open, then sealed, with names.
#pragma once

#include "core/session/established.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cordee::session {

/// The hello: versions, suites, software. It counts only after the handshake, which covers it.
std::string hello_text();
/// Errc::unsupported when there is no version or suite in common, Errc::malformed when it is no hello.
Result<void> check_hello(std::string_view hello);

/// The sealed payload: the same lists again, the version and suite that were taken, who speaks, and the
/// greatest `seq` of a grant of this session that is known here.
std::string peer_info_text(const std::string& name, const std::vector<std::string>& capabilities = {},
                           std::uint64_t grant_seq = 0);
/// Errc::unsupported when another version or suite than the best common one was taken (a downgrade).
Result<Peer> read_peer_info(std::string_view payload);

} // namespace cordee::session
