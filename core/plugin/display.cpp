#include "core/plugin/display.hpp"

#include "core/base/deadline.hpp"

#include <X11/Xauth.h>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <array>
#include <charconv>
#include <chrono>
#include <climits>
#include <cstdio>
#include <fcntl.h>
#include <memory>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace cordee::plugin {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds kDisplayPatience{5};
constexpr unsigned kFirstDisplayPort = 6000;
/// As X11/X.h has it, whose macros would be everywhere.
constexpr unsigned short kFamilyInternet = 0;
constexpr auto kDisplayTuple = asio::as_tuple(asio::use_awaitable);

std::optional<unsigned> take_number(std::string_view& text)
{
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    constexpr unsigned kMost = 65535 - kFirstDisplayPort;
    if (error != std::errc{} || value > kMost)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

/// The descriptor alone, blocking, for somebody else to use.
template <class Socket>
UniqueFd take_descriptor_of(Socket& socket)
{
    boost::system::error_code error;
    UniqueFd out{socket.release(error)};
    if (error)
        return {};
    const int flags = fcntl(out.get(), F_GETFL);
    fcntl(out.get(), F_SETFL, flags & ~O_NONBLOCK);
    return out;
}

asio::awaitable<UniqueFd> connect_unix(std::string path)
{
    asio::local::stream_protocol::socket socket{co_await asio::this_coro::executor};
    const asio::local::stream_protocol::endpoint place{path};
    const auto [error] = co_await socket.async_connect(place, kDisplayTuple);
    co_return error ? UniqueFd{} : take_descriptor_of(socket);
}

asio::awaitable<UniqueFd> connect_tcp(std::string host, unsigned port)
{
    const auto executor = co_await asio::this_coro::executor;
    asio::ip::tcp::resolver resolver{executor};
    const auto [unknown, places] = co_await resolver.async_resolve(host, std::to_string(port), kDisplayTuple);
    if (unknown)
        co_return UniqueFd{};
    for (const auto& place : places) {
        asio::ip::tcp::socket socket{executor};
        const asio::ip::tcp::endpoint endpoint = place.endpoint();
        const auto [error] = co_await socket.async_connect(endpoint, kDisplayTuple);
        if (!error)
            co_return take_descriptor_of(socket);
    }
    co_return UniqueFd{};
}

asio::awaitable<Result<UniqueFd>> connect_any(DisplayAddress display)
{
    const auto path = "/tmp/.X11-unix/X" + std::to_string(display.number);
    const auto abstract = std::string{'\0'} + path; // of a server that has no folder to put its socket in
    UniqueFd out;
    if (!display.host.empty())
        out = co_await connect_tcp(display.host, kFirstDisplayPort + display.number);
    else
        out = co_await connect_unix(path);
    if (out.get() < 0 && display.host.empty())
        out = co_await connect_unix(abstract);
    if (out.get() < 0)
        co_return Errc::unreachable;
    co_return std::move(out);
}

struct FreeAuthority {
    void operator()(Xauth* entry) const { XauDisposeAuth(entry); }
};
using Authority = std::unique_ptr<Xauth, FreeAuthority>;

/// As xcb looks it up: a display on loopback counts as one of this computer.
Authority find_authority(const DisplayAddress& display)
{
    std::array<char, HOST_NAME_MAX + 1> self{};
    gethostname(self.data(), self.size() - 1);
    const auto number = std::to_string(display.number);
    char kind[] = "MIT-MAGIC-COOKIE-1";
    char* kinds[] = {kind};
    const int lengths[] = {sizeof kind - 1};
    boost::system::error_code not_numeric;
    const auto address = asio::ip::make_address(display.host, not_numeric);
    const auto look = [&](unsigned short family, const char* at, std::size_t size) {
        return Authority{XauGetBestAuthByAddr(family, static_cast<unsigned short>(size), at,
                                              static_cast<unsigned short>(number.size()), number.c_str(), 1,
                                              kinds, lengths)};
    };
    if (!not_numeric && address.is_v4() && !address.is_loopback()) {
        const auto bytes = address.to_v4().to_bytes();
        return look(kFamilyInternet, reinterpret_cast<const char*>(bytes.data()), bytes.size());
    }
    return look(FamilyLocal, self.data(), std::string_view{self.data()}.size());
}

} // namespace

std::optional<DisplayAddress> parse_display(std::string_view text)
{
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return std::nullopt;
    DisplayAddress out;
    out.host = text.substr(0, colon);
    if (out.host.starts_with("unix/") || out.host == "unix")
        out.host.clear();
    if (out.host.starts_with("tcp/"))
        out.host.erase(0, 4);
    if (out.host.size() > 2 && out.host.front() == '[' && out.host.back() == ']')
        out.host = out.host.substr(1, out.host.size() - 2);
    text.remove_prefix(colon + 1);
    const auto number = take_number(text);
    if (!number)
        return std::nullopt;
    out.number = *number;
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        const auto screen = take_number(text);
        if (!screen)
            return std::nullopt;
        out.screen = *screen;
    }
    return text.empty() ? std::optional{out} : std::nullopt;
}

std::string local_name(const DisplayAddress& display)
{
    return ":" + std::to_string(display.number) + "." + std::to_string(display.screen);
}

asio::awaitable<Result<UniqueFd>> connect_display(DisplayAddress display)
{
    auto connecting = connect_any(std::move(display));
    auto connection = co_await with_deadline<UniqueFd>(kDisplayPatience, std::move(connecting));
    if (!connection)
        co_return Errc::unreachable;
    co_return std::move(*connection);
}

UniqueFd display_authority(const DisplayAddress& display)
{
    const auto entry = find_authority(display);
    if (!entry)
        return {};
    UniqueFd out{memfd_create("cordee-display", MFD_CLOEXEC | MFD_ALLOW_SEALING)};
    const std::unique_ptr<FILE, int (*)(FILE*)> file{fdopen(dup(out.get()), "wb"), &std::fclose};
    if (!file)
        return {};
    const auto family = std::exchange(entry->family, FamilyWild);
    const bool written = XauWriteAuth(file.get(), entry.get()) != 0 && std::fflush(file.get()) == 0;
    entry->family = family;
    if (!written ||
        fcntl(out.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL) != 0)
        return {};
    return out;
}

} // namespace cordee::plugin
