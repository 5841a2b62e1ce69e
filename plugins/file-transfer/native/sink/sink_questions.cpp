#include "sink/sink.hpp"
#include "texts.hpp"

#include <algorithm>

namespace cordee::transfer {

// Questions to the person, one at a time.

void Sink::put_questions()
{
    while (!asking_ && !questions_.empty()) {
        const auto index = questions_.front();
        questions_.pop_front();
        const auto found = open_.find(index);
        if (found == open_.end() || found->second.state != State::asks)
            continue;
        if (!found->second.settle.ask && all_files_agreed_) {
            agreed(index);
            continue;
        }
        asking_ = true;
        if (found->second.settle.ask)
            ask_conflict(index);
        else
            ask_file(index);
    }
}

void Sink::ask_conflict(std::uint32_t index)
{
    static constexpr Conflict kAnswers[] = {Conflict::skip, Conflict::replace, Conflict::keep_both};
    const auto language = outside_.language();
    owner_.ask(exists_question(open_.at(index).settle.entry.path, language),
               {std::string{say(Phrase::skip, language)}, std::string{say(Phrase::replace, language)},
                std::string{say(Phrase::keep_both, language)}},
               [this, index](std::uint32_t choice) {
                   asking_ = false;
                   const auto found = open_.find(index);
                   if (found != open_.end()) {
                       found->second.settle.ask = false;
                       found->second.settle.conflict = kAnswers[std::min<std::uint32_t>(choice, 2)];
                       found->second.state = State::waits;
                       to_settle_.push_front(index);
                   }
                   pump();
               });
}

void Sink::ask_file(std::uint32_t index)
{
    const auto language = outside_.language();
    const auto& entry = open_.at(index).settle.entry;
    owner_.ask(file_question(outside_.peer_name(), entry.path, entry.size, language),
               {std::string{say(Phrase::no, language)}, std::string{say(Phrase::yes, language)},
                std::string{say(Phrase::yes_to_all, language)}},
               [this, index](std::uint32_t choice) {
                   asking_ = false;
                   all_files_agreed_ |= choice >= 2;
                   if (open_.contains(index) && choice == 0)
                       refuse(index, Trouble::declined);
                   else if (open_.contains(index))
                       agreed(index);
                   pump();
               });
}

void Sink::agreed(std::uint32_t index)
{
    Open& open = open_.at(index);
    open.person_agreed = true;
    Decisions decisions{ref_, {}};
    want(index, open, decisions);
    if (!decisions.list.empty())
        out_.put(decisions);
}

} // namespace cordee::transfer
