// What a person reads about a session that did not come to be, or ended.
#pragma once

#include "core/base/error.hpp"
#include "core/session/ended.hpp"
#include "core/session/handshake/handshake.hpp"
#include "core/transport/address.hpp"
#include "core/transport/relay_try.hpp"

#include <string>
#include <vector>

namespace cordee::endpoint {

/// The codes of PROTOCOL.md, for the side that reads it.
UserError session_error(session::Ending ending, bool by_peer, session::Role self);
UserError relay_error(boost::system::error_code error, const transport::Address& relay, session::Role self);
/// Names what was tried, and what can be done, when none of the tries reached the relay.
UserError relay_error(boost::system::error_code error, const transport::Address& relay,
                      const std::vector<transport::RelayTry>& tries, session::Role self);
/// Of a grant that was not accepted here.
UserError grant_error(boost::system::error_code error);
/// Of a module's package that was not accepted here.
UserError package_error(const std::string& module, boost::system::error_code error);
/// Of a module that does not run here; `why` in the plugin's words, may be empty.
UserError start_error(const std::string& module, boost::system::error_code error, const std::string& why);

} // namespace cordee::endpoint
