// Who is logged in at this desktop, and whether it is locked, as one value to compare.
//
// A session that was interrupted must not give its operator more than before: when the screen was locked
// meanwhile, or somebody else sits there now, keyboard and pointer stay off.
#pragma once

#include <filesystem>
#include <string>

namespace cordee::endpoint {

/// Where to look. Tests put a folder of their own.
struct LoginPlaces {
    std::filesystem::path logind{"/run/systemd"};
    std::filesystem::path x11_sockets{"/tmp/.X11-unix"};
    std::string session_id; ///< XDG_SESSION_ID
    std::string display;    ///< DISPLAY
    std::string wayland;    ///< WAYLAND_DISPLAY as a whole path
    unsigned user = 0;

    static LoginPlaces of_this_process();
};

/// Equal texts mean that nothing changed that matters: the login session and its user, whether it is active
/// and unlocked, and which display server shows it. Without logind only the user and the display server are
/// known. Holds no secret; it is compared here and never sent.
std::string login_fingerprint(const LoginPlaces& places);

} // namespace cordee::endpoint
