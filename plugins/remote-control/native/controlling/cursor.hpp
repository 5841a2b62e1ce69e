// The local pointer's shape: the remote one's over the picture while the operator controls, else an arrow.
#pragma once

#include "protocol/messages.hpp"

#include <SDL_mouse.h>

#include <memory>

namespace cordee::remote {

/// Window thread only, while SDL's video is up.
class Cursor {
public:
    /// Null: the arrow. A shape that hides the remote pointer shows a dot, so that the operator sees where
    /// they are.
    void set(const std::shared_ptr<const PointerShape>& shape);

private:
    struct Free {
        void operator()(SDL_Cursor* cursor) const { SDL_FreeCursor(cursor); }
    };

    std::shared_ptr<const PointerShape> shape_;
    std::unique_ptr<SDL_Cursor, Free> cursor_;
};

} // namespace cordee::remote
