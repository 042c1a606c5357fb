"""Checks the Swift files that make-table wrote: their grammar, what looks odd, and a sample of prices."""
import json
import pathlib
import re
from decimal import Decimal

from price_rows import CLASSES, current_row, find, litellm_row, show, text, usable

HERE = pathlib.Path(__file__).resolve().parent
NAME = re.compile(r"[a-z0-9][a-z0-9.:@_-]*")
PRICE = re.compile(rf"(batch/|flex/|priority/|fast/)?({'|'.join(CLASSES)})(>\d+)?=\d+(\.\d{{1,12}})?")

# Samples that are not a provider's own: their names are stripped to it, their price is not.
OTHER_PRICES = {
    "us.": "Bedrock's regional price", "azure/eu/": "Azure's regional price",
    "vertex_ai/": "Vertex rounds the price of batches",
    "together_ai/": "a host's price of an open model: other hosts have others",
    "whisper": "priced by the second", "gpt-image": "its output is image tokens",
}


def read_swift():
    """name → [(first day or None, row)] of the Swift files, counts by part, and problems."""
    rows, counts, problems = {}, {}, []
    for path in sorted(HERE.glob("BuiltinPrices+*.swift")):
        lines = [line.strip() for line in path.read_text(encoding="utf-8").split('"""')[1].strip().splitlines()]
        before, mine = "", set()
        for line in lines:
            names, *words = line.split(" ")
            start = words.pop(0)[1:] if words[0].startswith("@") else None
            row = {}
            for word in words:
                key, _, price = word.partition("=")
                if not PRICE.fullmatch(word) or key in row:
                    problems.append(f"grammar: {names}: {word}")
                row[key] = Decimal(price)
            for name in names.split(","):
                days = rows.setdefault(name, [])
                if not NAME.fullmatch(name) or days and (names != before or (start or "") <= (days[-1][0] or "")):
                    problems.append(f"grammar: {name}: no name, or twice, or days out of order")
                days.append((start, row))
                mine.add(name)
            before = names
            problems += sanity(names, row)
        counts[path.stem.partition("+")[2]] = (len({line.split(" ")[0] for line in lines}), len(mine), len(lines))
    return rows, counts, problems


def sanity(names, row):
    """What is odd in a row: worth a look, not wrong by itself."""
    if not usable(row):
        return [f"grammar: {names}: no input or output"]
    odd = [f"{key} is above the standard price" for key in row
           if re.match("(batch|flex)/", key) and row[key] > row.get(key.partition("/")[2], row[key])]
    if not re.search("embed|^voyage", names) and row["output"] < row["input"]:
        odd.append("output is below input")
    if row.get("cache_read", 0) > row["input"] or row["input"] and row["output"] > 20 * row["input"]:
        odd.append("cache_read or output is high")
    return [f"odd: {names}: {what}" for what in odd]


def check_sample(sample):
    """Compares every model of the sample with the table; returns whether all differences are explained."""
    rows, _, _ = read_swift()
    models = json.loads(pathlib.Path(sample).read_text(encoding="utf-8"), parse_float=Decimal)["models"]
    equal = unexplained = 0
    for key, sources in models.items():
        name = re.sub(r"^(us\.)?anthropic\.", "", key.rpartition("/")[2]).replace("us.anthropic.", "").lower()
        entry = sources.get("litellm_2026_11") or sources["tokencost_2025_08"]
        entry = models[entry["alias_of"]]["litellm_2026_11"] if "alias_of" in entry else entry
        want, have = litellm_row(entry, inclusive=key.startswith("xai/")), current_row(find(name, rows) or [])
        wrong = ", ".join(f"{k} {text(price)}, table {text(have[k]) if k in have else 'none'}"
                          for k, price in want.items() if have.get(k) != price)
        if wrong or not have:
            why = next((why for prefix, why in OTHER_PRICES.items() if key.startswith(prefix)), "")
            unexplained += not why
            print(f"differs: {key}: {why or 'NOT EXPLAINED'}: {wrong or 'no row'}")
            continue
        equal += 1
        more = {k: price for k, price in have.items() if k not in want}
        if more:
            print(f"equal, and the table has more: {key}: {show(more)}")
    print(f"sample: {len(models)} models, {equal} equal, {len(models) - equal - unexplained} differ for a known "
          f"reason, {unexplained} for none")
    return not unexplained


def check_files():
    """Prints counts and problems; returns whether the files follow their grammar."""
    _, counts, problems = read_swift()
    print("\n".join(problems + [f"{part}: {models} models, {names} names, {lines} rows"
                                for part, (models, names, lines) in counts.items()]))
    print("all: {} models, {} names, {} rows".format(*(sum(c[i] for c in counts.values()) for i in range(3))))
    return not any(problem.startswith("grammar") for problem in problems)
