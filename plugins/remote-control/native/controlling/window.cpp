#include "controlling/window.hpp"

#include "controlling/raw_keys.hpp"

#include <SDL.h>

#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace cordee::remote {
namespace {

using namespace std::chrono_literals;

/// How often permissions and the like are looked at without an event.
constexpr std::chrono::milliseconds kLook{250};
/// Keys stay grabbed only while the person works here, so that a screen lock can have them later.
constexpr auto kGrabIdle = 20s;

bool has_variable(const char* name)
{
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

void set_hints()
{
    SDL_SetMainReady();
    SDL_SetHint(SDL_HINT_NO_SIGNAL_HANDLERS, "1");
    SDL_SetHint(SDL_HINT_VIDEODRIVER, has_variable("DISPLAY") ? "x11" : "wayland");
    SDL_SetHint(SDL_HINT_VIDEO_ALLOW_SCREENSAVER, "1");
    SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0");
    SDL_SetHint(SDL_HINT_MOUSE_FOCUS_CLICKTHROUGH, "1");
    SDL_SetHint(SDL_HINT_APP_NAME, "Cordée");
    SDL_setenv("SDL_VIDEO_X11_WMCLASS", "cordee", 0);
    // The pixels come finished; a detour over graphics hardware could only cost time.
    if (has_variable("DISPLAY"))
        SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0");
}

} // namespace

Window::Window(Setup setup, Scene& scene, Outbox& outbox)
    : setup_{std::move(setup)}, scene_{scene}, outbox_{outbox}, input_{outbox}
{}

Window::~Window()
{
    close();
}

void Window::open()
{
    std::promise<std::string> opened;
    auto failure = opened.get_future();
    thread_ = std::thread{[this](std::promise<std::string> promise) { run(std::move(promise)); },
                          std::move(opened)};
    const std::string reason = failure.get();
    if (reason.empty())
        return;
    thread_.join();
    throw std::runtime_error{no_display(reason, setup_.tongue)};
}

void Window::close()
{
    if (!thread_.joinable())
        return;
    stop_ = true;
    refresh();
    thread_.join();
}

void Window::refresh()
{
    if (woken_.exchange(true))
        return;
    SDL_Event event{};
    event.type = wake_event_;
    if (SDL_PushEvent(&event) < 0)
        woken_ = false; // the queue is full, so the thread is awake anyway
}

void Window::peer_restarted()
{
    forget_ = true;
    refresh();
}

void Window::run(std::promise<std::string> opened)
{
    try {
        start_video();
        opened.set_value({});
    } catch (const std::runtime_error& error) {
        opened.set_value(error.what());
        stop_ = true;
    }
    loop();
    input_.enable(false);
    cursor_.set(nullptr);
    frame_.reset();
    SDL_Quit();
}

void Window::start_video()
{
    if (!has_variable("DISPLAY") && !has_variable("WAYLAND_DISPLAY"))
        throw std::runtime_error{no_variable(setup_.tongue)};
    const std::string tried =
        has_variable("DISPLAY") ? std::string{"DISPLAY="} + std::getenv("DISPLAY") : "Wayland";
    set_hints();
    if (SDL_InitSubSystem(SDL_INIT_VIDEO) != 0)
        throw std::runtime_error{tried + ": " + SDL_GetError()};
    wake_event_ = SDL_RegisterEvents(1);
    want_raw_keys();
    frame_ = std::make_unique<Frame>(Time::clock::now());
    SDL_StartTextInput();
}

void Window::loop()
{
    while (!stop_) {
        SDL_Event event;
        if (SDL_WaitEventTimeout(&event, patience(Time::clock::now())) != 0)
            do
                handle(event, Time::clock::now());
            while (SDL_PollEvent(&event) != 0);
        input_.settled(Time::clock::now());
        if (!ended_)
            update(Time::clock::now());
    }
}

/// How long nothing has to be done, in milliseconds.
int Window::patience(Time now) const
{
    auto wait = kLook;
    if (const auto due = input_.pointer().due())
        wait = std::clamp(std::chrono::ceil<std::chrono::milliseconds>(*due - now), 1ms, wait);
    return static_cast<int>(wait.count());
}

void Window::handle(const SDL_Event& event, Time now)
{
    if (event.type == wake_event_) {
        woken_ = false;
        return;
    }
    const auto what = event.type == SDL_WINDOWEVENT ? event.window.event : std::uint8_t{SDL_WINDOWEVENT_NONE};
    if (event.type == SDL_QUIT || what == SDL_WINDOWEVENT_CLOSE)
        end();
    if (what == SDL_WINDOWEVENT_EXPOSED || what == SDL_WINDOWEVENT_SIZE_CHANGED)
        painter_.invalidate();
    if (input_.handle(event, painter_.viewport(), now))
        overlay_.moved_here();
}

/// The person has closed the window; the core ends the module.
void Window::end()
{
    if (std::exchange(ended_, true))
        return;
    input_.enable(false);
    frame_->hide();
    setup_.closed();
}

void Window::update(Time now)
{
    if (forget_.exchange(false))
        input_.forget();
    follow_permission();
    const Standing standing = scene_.standing();
    const bool live = standing.condition == Condition::live;
    input_.enable(permitted_ && live && standing.mode == Mode::control);
    frame_->set_title(window_title(setup_.peer, standing, setup_.tongue));
    frame_->follow(scene_.size(), now);
    if (!frame_->shown())
        return;
    const auto overlay = follow_pointer(now);
    painter_.paint(frame_->window(), scene_, !live, overlay);
    frame_->grab_keys(input_.enabled() && frame_->in_use() && now - input_.last_used() < kGrabIdle);
}

/// The plugin interface does not say when a permission changes, so it is looked at.
void Window::follow_permission()
{
    const bool before = std::exchange(permitted_, setup_.input_permitted());
    if (permitted_ && !before && frame_->shown())
        outbox_.control(ModeChange{Mode::control});
}

std::optional<Overlay> Window::follow_pointer(Time now)
{
    RemotePointer pointer = scene_.pointer(shape_version_);
    if (pointer.shape_version != shape_version_) {
        shape_version_ = pointer.shape_version;
        shape_ = pointer.shape ? std::make_shared<const PointerShape>(std::move(*pointer.shape)) : nullptr;
    }
    int x = 0;
    int y = 0;
    SDL_GetMouseState(&x, &y);
    cursor_.set(input_.enabled() && painter_.viewport().inside({x, y}) ? shape_ : nullptr);

    overlay_.reported(pointer, input_.pointer(), now);
    if (!overlay_.visible(now) || !shape_ || shape_->pixels.empty() || !pointer.at)
        return std::nullopt;
    return Overlay{shape_, *pointer.at};
}

} // namespace cordee::remote
