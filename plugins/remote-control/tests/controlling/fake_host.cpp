#include "plugins/remote-control/tests/controlling/fake_host.hpp"

#include "protocol/octets.hpp"

#include <fmt/format.h>

#include <cstring>

namespace cordee::remote::test {
namespace {

void append_utf8(std::string& out, std::uint32_t code)
{
    const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        put(code);
    } else if (code < 0x800) {
        put(0xc0 | code >> 6);
        put(0x80 | (code & 0x3f));
    } else if (code < 0x10000) {
        put(0xe0 | code >> 12);
        put(0x80 | (code >> 6 & 0x3f));
        put(0x80 | (code & 0x3f));
    } else {
        put(0xf0 | code >> 18);
        put(0x80 | (code >> 12 & 0x3f));
        put(0x80 | (code >> 6 & 0x3f));
        put(0x80 | (code & 0x3f));
    }
}

void append_key(std::string& out, std::uint32_t keysym)
{
    if (keysym == 0xff0d)
        out += '\n';
    else if (keysym < 0x100)
        append_utf8(out, keysym);
    else if (keysym >= 0x01000100 && keysym <= 0x0110ffff)
        append_utf8(out, keysym - 0x01000000);
}

} // namespace

FakeHost::FakeHost(bool permitted)
    : input_permitted{permitted}, host_{CORDEE_ABI_VERSION, this, &extension},
      plugin_{cordee_entry.create(&host_)}, channel_{static_cast<const cordee_plugin_channel*>(
                                                plugin_->get_extension(plugin_, CORDEE_EXT_CHANNEL))}
{}

FakeHost::~FakeHost()
{
    deactivate();
    plugin_->destroy(plugin_);
}

cordee_status FakeHost::activate()
{
    const auto status = plugin_->activate(plugin_);
    active_ = status == CORDEE_OK;
    return status;
}

void FakeHost::deactivate()
{
    if (std::exchange(active_, false))
        plugin_->deactivate(plugin_);
}

void FakeHost::greet(Mode mode)
{
    say(ControlMessage{Hello{kProtocolVersion, mode, {}}});
}

void FakeHost::show(const cordee::test::Picture& picture)
{
    show(picture,
         {0, 0, static_cast<std::uint16_t>(picture.width), static_cast<std::uint16_t>(picture.height)});
}

void FakeHost::show(const cordee::test::Picture& picture, const Rect& part)
{
    // Raw, without filter and as it is: filter 0, method 0. In strips that stay below the limit.
    Update update{++update_,
                  {static_cast<std::uint16_t>(picture.width), static_cast<std::uint16_t>(picture.height)},
                  false,
                  {}};
    std::vector<Bytes> strips(part.height);
    for (std::uint16_t row = 0; row < part.height; ++row) {
        Bytes& bytes = strips[row];
        bytes = {0, 0};
        for (int x = part.x; x < part.x + part.width; ++x) {
            const auto pixel = picture.at(x, part.y + row);
            for (const unsigned shift : {16u, 8u, 0u})
                bytes.push_back(static_cast<std::uint8_t>(pixel >> shift));
        }
        update.rects.push_back({{part.x, static_cast<std::uint16_t>(part.y + row), part.width, 1},
                                static_cast<std::uint8_t>(Encoding::raw),
                                bytes});
    }
    say(ScreenMessage{std::move(update)});
}

void FakeHost::receive(std::uint16_t channel, const Bytes& bytes)
{
    channel_->received(plugin_, channel, bytes.data(), bytes.size());
}

void FakeHost::restart_peer()
{
    channel_->peer_restarted(plugin_);
}

std::vector<InputMessage> FakeHost::input() const
{
    const std::lock_guard lock{mutex_};
    return input_;
}

std::vector<ControlMessage> FakeHost::control() const
{
    const std::lock_guard lock{mutex_};
    return control_;
}

std::string FakeHost::typed() const
{
    std::string out;
    for (const auto& message : input()) {
        if (const auto* key = std::get_if<Key>(&message); key != nullptr && key->down)
            append_key(out, key->keysym);
        if (const auto* text = std::get_if<Text>(&message))
            out += text->utf8;
    }
    return out;
}

std::string FakeHost::keys() const
{
    std::string out;
    for (const auto& message : input())
        if (const auto* key = std::get_if<Key>(&message))
            out += fmt::format("{}{:x} ", key->down ? '+' : '-', key->keysym);
    return out;
}

void FakeHost::forget_input()
{
    const std::lock_guard lock{mutex_};
    input_.clear();
}

std::string FakeHost::errors() const
{
    const std::lock_guard lock{mutex_};
    return errors_;
}

const void* FakeHost::extension(const cordee_host*, const char* id)
{
    static constexpr cordee_host_channel kChannel{&send};
    static constexpr cordee_host_log kLog{&log};
    static constexpr cordee_host_session kSession{
        [](const cordee_host*) { return CORDEE_SIDE_CONTROLLING; },
        [](const cordee_host* host, const char* permission) {
            return std::strcmp(permission, "input") != 0 || of(host).input_permitted ? 1 : 0;
        },
        [](const cordee_host*) {
            return cordee_text{"Marie", 5};
        },
        [](const cordee_host*) {
            return cordee_text{"en", 2};
        },
        [](const cordee_host* host) { of(host).finished = true; },
    };
    if (std::strcmp(id, CORDEE_EXT_CHANNEL) == 0)
        return &kChannel;
    if (std::strcmp(id, CORDEE_EXT_LOG) == 0)
        return &kLog;
    return std::strcmp(id, CORDEE_EXT_SESSION) == 0 ? &kSession : nullptr;
}

cordee_status FakeHost::send(const cordee_host* host, std::uint16_t channel, const std::uint8_t* data,
                             std::size_t size)
{
    FakeHost& self = of(host);
    const std::lock_guard lock{self.mutex_};
    const View bytes{data, size};
    if (channel == kInputChannel)
        self.input_.push_back(decode_input(bytes).message.value());
    else if (channel == kControlChannel)
        self.control_.push_back(decode_control(bytes).message.value());
    else
        return CORDEE_INVALID;
    return CORDEE_OK;
}

void FakeHost::log(const cordee_host* host, cordee_log_level level, const char* text, std::size_t size)
{
    if (level != CORDEE_LOG_ERROR)
        return;
    FakeHost& self = of(host);
    const std::lock_guard lock{self.mutex_};
    self.errors_.append(text, size).append("\n");
}

} // namespace cordee::remote::test
