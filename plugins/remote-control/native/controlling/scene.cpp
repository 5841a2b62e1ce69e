#include "controlling/scene.hpp"

#include <numeric>

namespace cordee::remote {
namespace {

/// Beyond this their bounding rectangle is cheaper to draw than they are to count.
constexpr std::size_t kMostAreas = 64;

} // namespace

bool Scene::apply(const Update& update)
{
    const std::lock_guard lock{mutex_};
    const bool good = decoder_.apply(update);
    note_changes();
    if (good && !update.more)
        standing_.condition = Condition::live;
    return good;
}

void Scene::note_changes()
{
    changed_.insert(changed_.end(), decoder_.changed().begin(), decoder_.changed().end());
    // Areas from before a new size may lie outside; the new picture is in the list as a whole.
    std::erase_if(changed_, [&](const Rect& area) { return !area.inside(decoder_.picture().size()); });
    if (changed_.size() > kMostAreas)
        changed_ = {std::accumulate(changed_.begin(), changed_.end(), Rect{}, bounds)};
}

void Scene::define_shape(PointerShape shape)
{
    const std::lock_guard lock{mutex_};
    if (shape.number >= shapes_.size())
        return;
    shown_shape_ = shape.number;
    shapes_[shape.number] = std::move(shape);
    ++pointer_.shape_version;
}

void Scene::use_shape(std::uint8_t number)
{
    const std::lock_guard lock{mutex_};
    if (number >= shapes_.size() || !shapes_[number] || shown_shape_ == number)
        return;
    shown_shape_ = number;
    ++pointer_.shape_version;
}

void Scene::place_pointer(Point at)
{
    const std::lock_guard lock{mutex_};
    pointer_.at = at;
    if (!pointer_.start)
        pointer_.start = at;
    ++pointer_.place_version;
}

void Scene::set_mode(Mode mode)
{
    const std::lock_guard lock{mutex_};
    standing_.mode = mode;
}

void Scene::set_condition(Condition condition)
{
    const std::lock_guard lock{mutex_};
    standing_.condition = condition;
}

void Scene::peer_restarted()
{
    const std::lock_guard lock{mutex_};
    shapes_ = {};
    shown_shape_.reset();
    pointer_.at.reset();
    pointer_.start.reset();
    ++pointer_.shape_version;
    standing_.mode = Mode::view;
    if (standing_.condition != Condition::waiting)
        standing_.condition = Condition::renewing;
}

Standing Scene::standing() const
{
    const std::lock_guard lock{mutex_};
    return standing_;
}

Size Scene::size() const
{
    const std::lock_guard lock{mutex_};
    return standing_.condition == Condition::waiting ? Size{} : decoder_.picture().size();
}

RemotePointer Scene::pointer(std::uint32_t known_shape) const
{
    const std::lock_guard lock{mutex_};
    RemotePointer out = pointer_;
    if (out.shape_version != known_shape && shown_shape_)
        out.shape = shapes_[*shown_shape_];
    return out;
}

} // namespace cordee::remote
