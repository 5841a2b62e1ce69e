#include "apps/relay/handed_socket.hpp"

#include "core/base/error.hpp"
#include "core/base/language.hpp"

#include <charconv>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>

namespace cordee::relay {
namespace {

constexpr int kMostHanded = 64;

std::optional<int> number_of(const char* text)
{
    if (text == nullptr)
        return std::nullopt;
    const std::string_view digits{text};
    int out = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), out);
    if (error != std::errc{} || end != digits.data() + digits.size())
        return std::nullopt;
    return out;
}

std::vector<std::string> names_of(const char* text)
{
    std::vector<std::string> out;
    for (std::string_view rest{text != nullptr ? text : ""}; !rest.empty();) {
        const auto colon = rest.find(':');
        out.emplace_back(rest.substr(0, colon));
        rest = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
    }
    return out;
}

int option(int socket, int which)
{
    int value = -1;
    socklen_t size = sizeof value;
    return ::getsockopt(socket, SOL_SOCKET, which, &value, &size) == 0 ? value : -1;
}

SocketRole role_of(int socket, std::string_view name)
{
    const auto family = option(socket, SO_DOMAIN);
    const auto type = option(socket, SO_TYPE);
    const bool network = family == AF_INET || family == AF_INET6;
    if (network && type == SOCK_DGRAM)
        return SocketRole::datagrams;
    if (network && type == SOCK_STREAM && option(socket, SO_ACCEPTCONN) == 1)
        return name == "status" ? SocketRole::status : SocketRole::sides;
    throw UserError{trf("a socket that systemd opened is of no use here (the one named '{}')", name),
                    std::string{tr("in the .socket unit use ListenStream and ListenDatagram with ports, and "
                                   "Accept=no")}};
}

} // namespace

std::vector<HandedSocket> sockets_of_systemd(const std::function<const char*(const char*)>& get,
                                             const std::function<void(const char*)>& forget,
                                             int first_descriptor)
{
    const auto pid = number_of(get("LISTEN_PID"));
    const auto count = number_of(get("LISTEN_FDS"));
    const auto names = names_of(get("LISTEN_FDNAMES"));
    for (const char* variable : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"})
        forget(variable);
    std::vector<HandedSocket> out;
    if (pid != ::getpid() || !count || *count < 0 || *count > kMostHanded)
        return out;
    for (int i = 0; i < *count; ++i) {
        Descriptor socket{first_descriptor + i};
        ::fcntl(socket.get(), F_SETFD, FD_CLOEXEC);
        const auto place = static_cast<std::size_t>(i);
        const auto role = role_of(socket.get(), place < names.size() ? names[place] : std::string{});
        out.push_back({role, std::move(socket)});
    }
    return out;
}

std::vector<HandedSocket> sockets_of_systemd()
{
    return sockets_of_systemd([](const char* name) -> const char* { return std::getenv(name); },
                              [](const char* name) { ::unsetenv(name); });
}

} // namespace cordee::relay
