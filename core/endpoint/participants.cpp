#include "core/endpoint/participants.hpp"

#include "core/base/language.hpp"

#include <algorithm>
#include <utility>

namespace cordee::endpoint {

Participants::Participants(std::function<void(const std::string& line)> say) : say_{std::move(say)} {}

int Participants::enter(std::string name, SetFocus set_focus)
{
    people_.push_back({++last_, std::move(name), std::move(set_focus)});
    if (people_.size() == 1) {
        holder_ = last_;
        return last_;
    }
    people_.back().set_focus(false);
    show();
    return last_;
}

void Participants::leave(int who)
{
    std::erase(asked_, who);
    std::erase_if(people_, [who](const Person& person) { return person.number == who; });
    if (holds(who)) {
        holder_ = 0;
        hand_over();
    }
    if (!people_.empty())
        show();
}

void Participants::give(int who)
{
    std::erase(asked_, who);
    if (!holds(who) || people_.size() < 2)
        return;
    find(who)->set_focus(false);
    holder_ = 0;
    if (asked_.empty())
        asked_.push_back(people_[0].number == who ? people_[1].number : people_[0].number);
    hand_over();
    show();
}

void Participants::take(int who)
{
    const auto* person = find(who);
    if (person == nullptr)
        return;
    if (holds(who)) // it may have missed that
        return person->set_focus(true);
    if (std::find(asked_.begin(), asked_.end(), who) != asked_.end())
        return;
    asked_.push_back(who);
    say_(trf("{} asks for keyboard and pointer, which {} has", person->name, find(holder_)->name));
}

/// To the next one, after the one who had it has lost it.
void Participants::hand_over()
{
    if (people_.empty())
        return;
    holder_ = asked_.empty() ? people_[0].number : asked_[0];
    std::erase(asked_, holder_);
    find(holder_)->set_focus(true);
}

const Participants::Person* Participants::find(int who) const
{
    const auto found =
        std::find_if(people_.begin(), people_.end(), [who](const auto& one) { return one.number == who; });
    return found == people_.end() ? nullptr : &*found;
}

void Participants::show() const
{
    std::string list;
    for (const auto& person : people_) {
        list += list.empty() ? "" : ", ";
        list += holds(person.number) ? trf("{} (keyboard and pointer)", person.name) : person.name;
    }
    say_(trf("in this session: {}", list));
}

} // namespace cordee::endpoint
