#!/usr/bin/env python3
"""reference.py INCLUDE_FOLDER OUTPUT_FOLDER: the reference of the plugin interface, made from its C headers.

One Markdown page for each header, and index.md. Ends with an error when a function of the interface does not say on
which thread it is called, or a type has no page.
"""
import pathlib
import re
import sys

MARK = re.compile(r"\[(any-thread|plugin-thread)[^\]]*\]")
TOKEN = re.compile(r"/\*(?P<comment>.*?)\*/|(?P<code>[^/]+|/)", re.S)


def plain(comment):
    """The text of a comment without its frame; empty lines part paragraphs."""
    lines = [re.sub(r"^\s*\* ?", "", line).strip() for line in comment.strip().split("\n")]
    return re.sub(r"[ \t]+", " ", "\n".join(lines)).strip()


def pieces(text):
    """(comment before, code) for each statement at this level; a brace and what it holds is one statement. A comment
    with an empty line behind it stands for itself, with empty code."""
    comment, code, depth = "", "", 0
    for found in TOKEN.finditer(text):
        if found["comment"] is not None:
            if code.strip():
                code += found[0]
            else:
                comment, code = plain(found["comment"]), ""
            continue
        if comment and not code.strip() and re.match(r"[ \t]*\n[ \t]*\n", found["code"]):
            yield comment, ""
            comment = ""
        for char in found["code"]:
            depth += {"{": 1, "}": -1}.get(char, 0)
            code += char
            if char == ";" and depth == 0:
                yield comment, code.strip()
                comment, code = "", ""


def members(body):
    """Of a struct: (declaration, comment). A comment before stands for what follows, one on the same line behind."""
    out, before, gap = [], "", 0
    for found in re.finditer(r"/\*(.*?)\*/|([^;/]+;)", body, re.S):
        if found[1] is not None:
            if out and "\n" not in body[gap : found.start()]:
                out[-1][1] = plain(found[1])
            else:
                before = plain(found[1])
        else:
            out.append([" ".join(found[2].rstrip(";").split()), before])
            before, gap = "", found.end()
    return out


def struct_page(name, comment, body, problems):
    out = [f"## `{name}`", "", comment, ""] if comment else [f"## `{name}`", ""]
    for declaration, words in members(body):
        out += [f"    {declaration};", "", words, ""] if words else [f"    {declaration};", ""]
        if "(*" in declaration and "void* context" not in declaration.split("(*")[0] and not MARK.search(words):
            problems.append(f"{name}: no thread is named for: {declaration}")
    return out


def enum_page(name, comment, body):
    out = [f"## `{name}`", ""] + ([comment, ""] if comment else []) + ["| value | number | meaning |", "|---|---|---|"]
    text, words = body, ""
    for found in re.finditer(r"/\*(.*?)\*/|(CORDEE_\w+)\s*=\s*(\w+),?[ \t]*(?:/\*(.*?)\*/)?", text, re.S):
        if found[1] is not None:
            words = plain(found[1]).replace("\n", " ")
            continue
        meaning = plain(found[4]).replace("\n", " ") if found[4] else words
        out.append(f"| `{found[2]}` | {found[3]} | {meaning} |")
        words = ""
    return out + [""]


def page(path, include, problems):
    text = path.read_text(encoding="utf-8")
    title = re.match(r"\s*/\*(.*?)\*/", text, re.S)
    lines = [f"# `<{path.relative_to(include)}>`", "", plain(title[1]), ""]
    rest = text[title.end():]
    numbers = []
    for found in re.finditer(r"(?:/\*((?:(?!\*/)[\s\S])*)\*/\n)?((?:#define CORDEE_\w+ +\S.*\n)+)", rest):
        words = plain(found[1]).replace("\n", " ") if found[1] else ""
        numbers += [(name, value, words) for name, value in re.findall(r"#define (CORDEE_\w+) +(\S.*)", found[2])]
        rest = rest.replace(found[0], "\n")
    numbers = [one for one in numbers if not re.match(r"CORDEE_(C_|EXPORT|ENUM)", one[0])]
    if numbers:
        lines += ["| constant | value | meaning |", "|---|---|---|"]
        lines += [f"| `{name}` | `{value}` | {words} |" for name, value, words in numbers] + [""]
    body = re.sub(r"^#.*$|^CORDEE_C_(BEGIN|END)$", "", rest, flags=re.M)
    for comment, code in pieces(body):
        if not code:
            lines += [comment, ""]
            continue
        found = re.match(r"typedef (struct|enum)\s*\w*\s*(?:CORDEE_ENUM\s*)?\{(.*)\}\s*(\w+);", code, re.S)
        if not found:
            lines += ["## `" + " ".join(code.split()) + "`", "", comment, ""]
        elif found[1] == "struct":
            lines += struct_page(found[3], comment, found[2], problems)
        else:
            lines += enum_page(found[3], comment, found[2])
    return title, "\n".join(lines) + "\n"


def main(include, output):
    output.mkdir(parents=True, exist_ok=True)
    problems, index, everything = [], ["# The plugin interface", "", "Made from the headers in `sdk/include`.", ""], ""
    headers = sorted(include.rglob("*.h"))
    for path in headers:
        title, text = page(path, include, problems)
        name = path.relative_to(include).with_suffix(".md").as_posix().replace("/", "-")
        (output / name).write_text(text, encoding="utf-8")
        first = plain(title[1]).split("\n\n")[0].replace("\n", " ")
        index.append(f"- [`{path.relative_to(include)}`]({name}): {first}")
        everything += text
    for path in headers:
        for name in re.findall(r"^\} (\w+);", path.read_text(encoding="utf-8"), re.M):
            if f"## `{name}`" not in everything:
                problems.append(f"{path.name}: {name} is not in the reference")
    (output / "index.md").write_text("\n".join(index) + "\n", encoding="utf-8")
    for problem in problems:
        print(f"reference.py: error: {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])))
