#include "core/endpoint/login_state.hpp"

#include "core/base/bytes.hpp"
#include "core/base/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace cordee::endpoint {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxState = 16 * 1024;
/// The lines of logind's own file that say who sees the desktop and whether.
constexpr std::array<std::string_view, 5> kLines{"UID=", "STATE=", "ACTIVE=", "LOCKED_HINT=", "SEAT="};

std::string environment(const char* name)
{
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

std::string text_of(const fs::path& file)
{
    const auto content = read_file(file, kMaxState);
    return content ? std::string{as_text(*content)} : std::string{};
}

template <class Use>
void each_line(std::string_view text, Use use)
{
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        use(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

/// An id as logind gives them; it becomes part of a path.
bool is_session_id(std::string_view text)
{
    return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    });
}

/// A program that logind's user manager started has no session of its own; the user's graphical one counts.
std::string session_id_of(const LoginPlaces& places)
{
    if (is_session_id(places.session_id))
        return places.session_id;
    std::string out;
    each_line(text_of(places.logind / "users" / std::to_string(places.user)), [&](std::string_view line) {
        if (line.starts_with("DISPLAY="))
            out = line.substr(8);
    });
    return is_session_id(out) ? out : std::string{};
}

std::string login_part(const LoginPlaces& places)
{
    const auto id = session_id_of(places);
    const auto text = id.empty() ? std::string{} : text_of(places.logind / "sessions" / id);
    if (text.empty())
        return "no logind";
    std::string out = "session " + id;
    each_line(text, [&](std::string_view line) {
        if (std::any_of(kLines.begin(), kLines.end(), [&](auto wanted) { return line.starts_with(wanted); }))
            out.append(" ").append(line);
    });
    return out;
}

/// A display server that was started anew, or by somebody else, has another socket.
std::string socket_part(const fs::path& socket)
{
    struct stat info = {};
    if (socket.empty() || ::stat(socket.c_str(), &info) != 0)
        return "none";
    return fmt::format("{} of {} since {}", info.st_ino, info.st_uid, info.st_ctim.tv_sec);
}

fs::path x11_socket(const LoginPlaces& places)
{
    const auto colon = places.display.rfind(':');
    if (colon == std::string::npos)
        return {};
    const auto number = places.display.substr(colon + 1, places.display.find('.', colon) - colon - 1);
    const bool digits = !number.empty() && std::all_of(number.begin(), number.end(),
                                                       [](char c) { return c >= '0' && c <= '9'; });
    return digits ? places.x11_sockets / ("X" + number) : fs::path{};
}

} // namespace

LoginPlaces LoginPlaces::of_this_process()
{
    LoginPlaces out;
    out.session_id = environment("XDG_SESSION_ID");
    out.display = environment("DISPLAY");
    out.user = ::geteuid();
    const auto wayland = environment("WAYLAND_DISPLAY");
    if (wayland.starts_with('/'))
        out.wayland = wayland;
    else if (const auto runtime = environment("XDG_RUNTIME_DIR"); !wayland.empty() && !runtime.empty())
        out.wayland = runtime + "/" + wayland;
    return out;
}

std::string login_fingerprint(const LoginPlaces& places)
{
    return fmt::format("user {}; {}; x11 {}; wayland {}", places.user, login_part(places),
                       socket_part(x11_socket(places)), socket_part(places.wayland));
}

} // namespace cordee::endpoint
