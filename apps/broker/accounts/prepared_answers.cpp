#include "apps/broker/accounts/prepared_answers.hpp"

namespace cordee::broker {

json::Array::Ptr PreparedAnswers::load(std::int64_t operator_id) const
{
    const auto rows =
        database_.query("SELECT answers FROM prepared_answers WHERE operator = ?", {operator_id});
    if (rows.empty())
        return new json::Array;
    return json::get_array(*json::parse(rows.front().text(0)).value(), "answers");
}

void PreparedAnswers::save(std::int64_t operator_id, const std::vector<PreparedAnswer>& answers)
{
    json::Array::Ptr listed{new json::Array};
    for (const auto& answer : answers) {
        auto one = json::make_object();
        one.set("title", answer.title);
        one.set("text", answer.text);
        listed->add(one);
    }
    auto kept = json::make_object();
    kept.set("answers", listed);
    database_.run("INSERT INTO prepared_answers (operator, answers) VALUES (?, ?) "
                  "ON CONFLICT (operator) DO UPDATE SET answers = excluded.answers",
                  {operator_id, json::dump(kept)});
}

} // namespace cordee::broker
