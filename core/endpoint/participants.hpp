// Who is in the sessions of a controlled computer, and which one of them has keyboard and pointer.
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace cordee::endpoint {

/// The agent's list, which nobody else can change. Lives on one strand.
class Participants {
public:
    /// Tells a participant's session whether it has the input.
    using SetFocus = std::function<void(bool held)>;

    /// `say` shows the list to the person; outlives this.
    explicit Participants(std::function<void(const std::string& line)> say);

    /// The first one has the input, as a session by itself has; every other one is without it at once.
    /// Returns the number by which it is known from now on.
    int enter(std::string name, SetFocus set_focus);
    /// What the holder had goes to the one who asked first, else to the one who is there longest.
    void leave(int who);

    /// The holder gives the input away, to the one who asked first, else to the one who is there longest;
    /// from anybody else it only takes back what they asked.
    void give(int who);
    /// Asks for the input. The holder keeps it until they give it away or leave.
    void take(int who);

    [[nodiscard]] bool holds(int who) const { return who == holder_; }
    [[nodiscard]] std::size_t size() const { return people_.size(); }

private:
    struct Person {
        int number;
        std::string name;
        SetFocus set_focus;
    };

    [[nodiscard]] const Person* find(int who) const;
    void hand_over();
    void show() const;

    std::function<void(const std::string&)> say_;
    std::vector<Person> people_; ///< in the order in which they came
    std::vector<int> asked_;     ///< in the order in which they did
    int holder_ = 0;             ///< 0: nobody is there
    int last_ = 0;
};

} // namespace cordee::endpoint
