"""Reckons the results of a survey again, from its files alone, and compares them with what the program printed.

Usage: check.py SURVEY.json ANSWERS.csv FOLDER
"""

import csv
import json
import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

CLOSE = 1e-9
HERE = Path(__file__).parent


class Check:
    """Counts what was compared and remembers what differs."""

    def __init__(self):
        self.compared = 0
        self.wrong = []

    def same(self, where, found, wanted):
        self.compared += 1
        if found is None or wanted is None or isinstance(wanted, (str, int)):
            good = found == wanted
        else:
            good = math.isclose(found, wanted, rel_tol=CLOSE, abs_tol=CLOSE)
        if not good:
            self.wrong.append(f"{where}: {found!r}, not {wanted!r}")


def read(survey_file, answers_file):
    survey = json.loads(Path(survey_file).read_text(encoding="utf-8"))
    answers = pd.read_csv(answers_file, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    return survey, answers


def way(survey, row):
    """Ids of the questions that one person is asked."""
    ids = [question["id"] for question in survey["questions"]]
    asked, at = set(), 0
    while at < len(ids):
        question = survey["questions"][at]
        asked.add(question["id"])
        to = at + 1
        for skip in question.get("skip", []):
            given = row[skip["if"]["question"]].split(";")
            if any(code in given for code in skip["if"]["in"]):
                to = len(ids) if skip["go_to"] == "END" else ids.index(skip["go_to"])
                break
        at = to
    return asked


def raked(frame, margins):
    """Weights with a mean of 1 that meet all margins; whoever is outside weighs 1."""
    inside = np.ones(len(frame), dtype=bool)
    keys = []
    for fields, cells in margins:
        key = frame[fields].agg("/".join, axis=1)
        inside &= key.isin(cells.index).to_numpy()
        keys.append(key)
    weights = np.ones(len(frame))
    for _ in range(5000):
        before = weights.copy()
        for (fields, cells), key in zip(margins, keys):
            now = pd.Series(weights[inside]).groupby(key[inside].to_numpy()).sum()
            factor = cells / cells.sum() * inside.sum() / now
            weights[inside] *= key[inside].map(factor).to_numpy()
        if np.max(np.abs(weights - before)) < 1e-14:
            break
    return weights, int((~inside).sum())


def population(name, survey):
    rows = list(csv.reader((HERE / name).open(encoding="utf-8")))
    head, rows = rows[0], rows[1:]
    if head[:2] != ["項目", "区分"]:
        cells = pd.Series({"/".join(row[:-1]): float(row[-1]) for row in rows})
        return [(head[:-1], cells)]
    ids = {field["label"]: field["id"] for field in survey["profile_fields"]}
    fields = list(dict.fromkeys(row[0] for row in rows))
    return [([ids[f]], pd.Series({row[1]: float(row[2]) for row in rows if row[0] == f})) for f in fields]


class Survey:
    """The files, made ready for counting."""

    def __init__(self, survey, answers):
        self.survey = survey
        self.answers = answers
        self.ways = [way(survey, row) for _, row in answers.iterrows()]
        self.weights = np.ones(len(answers))
        self.population = None

    def asked(self, question):
        return np.array([question["id"] in way for way in self.ways])

    def columns(self, question):
        """The columns of the answers, with the code of the row they belong to."""
        if question["type"] == "scale_matrix":
            return [(row["code"], f"{question['id']}_{row['code']}") for row in question["rows"]]
        return [(None, question["id"])]

    def groups(self, by):
        """Code of each group with who is in it."""
        for field in self.survey["profile_fields"]:
            if field["id"] == by:
                return [(name, (self.answers[by] == name).to_numpy()) for name in field["options"]]
        for question in self.survey["questions"]:
            on_the_way = self.asked(question)
            for row, column in self.columns(question):
                if column == by:
                    codes = [str(c) for c in options(question)]
                    ticked = self.answers[column].str.split(";")
                    return [(c, on_the_way & np.array([c in t for t in ticked])) for c in codes]
        raise KeyError(by)


def options(question):
    if question["type"] == "scale_matrix":
        return [str(step["value"]) for step in question["scale"]]
    return [option["code"] for option in question.get("options", [])]


def compare_said(check, where, said, survey, question, column, who):
    """One column, of the people in `who`."""
    answers, weights = survey.answers[column], survey.weights
    on_the_way = survey.asked(question) & who
    answered = on_the_way & (answers != "").to_numpy()
    check.same(f"{where} asked", said["asked"], int(on_the_way.sum()))
    check.same(f"{where} n", said["n"], int(answered.sum()))
    check.same(f"{where} unanswered", said["unanswered"], int((on_the_way & ~answered).sum()))
    check.same(f"{where} not asked", said["not_asked"], int((who & ~on_the_way).sum()))
    of = weights[answered]
    effective = of.sum() ** 2 / (of**2).sum() if len(of) else 0.0
    check.same(f"{where} effective n", said["effective_n"], float(effective))

    def margin(share):
        if not len(of):
            return None
        known = survey.population
        part = 1.0 if known is None else math.sqrt(max(known - answered.sum(), 0) / (known - 1))
        return float(100 * stats.norm.ppf(0.975) * math.sqrt(share * (1 - share) / effective) * part)

    check.same(f"{where} margin", said["margin"], margin(0.5))
    codes = options(question)
    check.same(f"{where} options", [o["code"] for o in said["options"]] == codes, True)
    ticked = answers.str.split(";")
    of_option = [answered & np.array([code in t for t in ticked]) for code in codes]
    ticks = sum(float(weights[chosen].sum()) for chosen in of_option)
    for option, chosen in zip(said["options"], of_option):
        here = f"{where} {option['code']}"
        mass = float(weights[chosen].sum())
        check.same(f"{here} n", option["n"], int(chosen.sum()))
        check.same(f"{here} percent", option["percent"], 100 * mass / of.sum() if len(of) else None)
        share = mass / of.sum() if len(of) else 0.0
        check.same(f"{here} margin", option["margin"], margin(share))
        if question["type"] == "multiple_choice":
            check.same(f"{here} of answers", option["percent_of_answers"], 100 * mass / ticks if ticks else None)
    if question["type"] in ("number", "scale_matrix") and answered.any():
        values = answers[answered].astype(float)
        number = said["number"]
        check.same(f"{where} mean", number["mean"], float(np.average(values, weights=of)))
        check.same(f"{where} sd", number["sd"], float(values.std()) if len(values) > 1 else None)
        for name, share in (("q1", 0.25), ("median", 0.5), ("q3", 0.75), ("min", 0.0), ("max", 1.0)):
            check.same(f"{where} {name}", number[name], float(values.quantile(share)))


def compare_test(check, where, tested, survey, question, column, groups):
    rows = survey.asked(question)
    answers = survey.answers[column]
    table = np.array([[(rows & (answers == c).to_numpy() & who).sum() for _, who in groups] for c in options(question)])
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    if min(table.shape) < 2:
        check.same(f"{where} test", tested, None)
        return
    wanted = stats.chi2_contingency(table, correction=False)
    check.same(f"{where} chi-square", tested["statistic"], float(wanted.statistic))
    check.same(f"{where} p", tested["p"], float(wanted.pvalue))
    check.same(f"{where} df", tested["df"], int(wanted.dof))
    check.same(f"{where} least expected", tested["min_expected"], float(wanted.expected_freq.min()))
    check.same(f"{where} small cells", tested["small_cells"], int((wanted.expected_freq < 5).sum()))


def compare(check, name, printed, survey, by=None):
    everybody = np.ones(len(survey.answers), dtype=bool)
    complete = int((survey.answers["status"] == "complete").sum())
    wanted = {"total": len(survey.answers), "complete": complete, "partial": len(survey.answers) - complete}
    for word, number in wanted.items():
        check.same(f"{name} {word}", printed["responses"][word], number)
    survey.population = printed.get("population")
    groups = survey.groups(by) if by else []
    if by:
        for group, (code, who) in zip(printed["by"]["groups"], groups, strict=True):
            check.same(f"{name} group {code}", group["code"], code)
            check.same(f"{name} group {code} n", group["n"], int(who.sum()))
    for found, question in zip(printed["questions"], survey.survey["questions"], strict=True):
        check.same(f"{name} question", found["id"], question["id"])
        parts = {row["code"]: row for row in found.get("rows", [])}
        for code, column in survey.columns(question):
            said = found if code is None else parts[code]
            where = f"{name} {column}"
            compare_said(check, where, said, survey, question, column, everybody)
            for (group, who), part in zip(groups, said.get("groups", []), strict=True):
                compare_said(check, f"{where} {group}", part, survey, question, column, who)
            is_single = question["type"] in ("single_choice", "scale_matrix")
            overlapping = printed.get("by", {}).get("overlapping", False)
            if by and is_single and not overlapping:
                compare_test(check, where, said.get("chi_square"), survey, question, column, groups)


def main():
    survey_file, answers_file, folder = sys.argv[1:]
    folder, check = Path(folder), Check()
    survey = Survey(*read(survey_file, answers_file))
    compare(check, "whole", json.loads((folder / "whole.json").read_text()), survey)
    for path in sorted(folder.glob("by_*.json")):
        by = path.stem.removeprefix("by_")
        compare(check, path.stem, json.loads(path.read_text()), survey, by)
    for path in sorted(folder.glob("weights_*.json")):
        printed = json.loads(path.read_text())
        survey.weights, outside = raked(survey.answers, population(path.stem.replace("weights", "population") + ".csv", survey.survey))
        check.same(f"{path.stem} outside", printed["weights"]["outside"], outside)
        effective = survey.weights.sum() ** 2 / (survey.weights**2).sum()
        check.same(f"{path.stem} effective n", printed["weights"]["effective_n"], float(effective))
        check.same(f"{path.stem} least", printed["weights"]["min"], float(survey.weights.min()))
        check.same(f"{path.stem} most", printed["weights"]["max"], float(survey.weights.max()))
        compare(check, path.stem, printed, survey, "gender")
    for line in check.wrong[:50]:
        print(line)
    print(f"{check.compared} figures compared, {len(check.wrong)} differ")
    sys.exit(1 if check.wrong or check.compared < 5000 else 0)


main()
