"""Reads the exports of the register with other people's programs: `validate.py FOLDER`.

FollowTheMoney loads every entity, loses no value of it, and finds what it needs. The ownership statements hold
against the schema of BODS 0.4 and the further checks that libcovebods carries. The JSON Lines and CSV files are what
their data packages say, as Frictionless reads them.
"""

import json
import pathlib
import sys
from collections import Counter

import frictionless
from followthemoney import model
from libcovebods import run_tasks
from libcovebods.additionalfields import AdditionalFields
from libcovebods.config import LibCoveBODSConfig
from libcovebods.data_reader import DataReader
from libcovebods.jsonschemavalidate import JSONSchemaValidator
from libcovebods.schema import SchemaBODS
from libcovebods.tasks.checks import record_based_checks

# An actor that its source leaves unnamed has no name, and none is made up for it.
MAY_BE_MISSING = {"name"}


def check_ftm(path, complain):
    entities = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    schemata = {it["id"]: model.get(it["schema"]) for it in entities}
    values = 0
    for entity in entities:
        where = f"{entity['schema']} {entity['id']}"
        schema = schemata[entity["id"]]
        if schema is None:
            complain(where, "there is no such schema")
            continue
        for name in entity["properties"]:
            if schema.get(name) is None:
                complain(where, f"there is no property {name}")
        proxy = model.get_proxy(entity, cleaned=False)
        schema.validate(proxy.to_dict())
        for name in set(schema.required) - set(entity["properties"]) - MAY_BE_MISSING:
            complain(where, f"needs {name}")
        for name, given in entity["properties"].items():
            prop = schema.get(name)
            if prop is None:
                continue
            kept = proxy.get(prop)
            values += len(kept)
            if len(kept) != len(given):
                complain(where, f"of {name}, {len(given)} values are given and {len(kept)} kept")
            for target in kept if prop.range else []:
                if target not in schemata or not schemata[target].is_a(prop.range):
                    complain(where, f"{name} must name a {prop.range.name}, found {target}")
    counts = Counter(it["schema"] for it in entities)
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    print(f"FollowTheMoney: {len(entities)} entities with {values} values ({told})")


def check_bods(path, complain):
    reader = DataReader(str(path))
    config = LibCoveBODSConfig()
    schema = SchemaBODS(reader, config)
    if schema.schema_version != "0.4":
        complain("statements.json", f"taken for version {schema.schema_version}")
    for error in JSONSchemaValidator(schema).validate(reader):
        complain("statements.json", json.dumps(error.json())[:500])
    for field in AdditionalFields(schema).process(reader):
        complain("statements.json", f"a field of no schema: {field}")
    # The older checks are for other versions; the one that is left out fetches its list from the network.
    checks = [
        it
        for it in run_tasks.TASK_CLASSES
        if it.__module__ == record_based_checks.__name__
        and it is not record_based_checks.CheckStatementEntityIdentifiersHaveKnownScheme
    ]
    found = run_tasks.process_additional_checks(reader, config, schema, checks)
    for check in found["additional_checks"]:
        complain("statements.json", f"{check}")
    counts = Counter(it["recordType"] for it in reader.get_all_data())
    told = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
    print(f"BODS {schema.schema_version}: {sum(counts.values())} statements ({told}), {len(checks)} further checks")


def check_package(path, complain):
    report = frictionless.validate(str(path))
    for error in report.errors:
        complain(path.name, error.message)
    for task in report.tasks:
        for error in task.errors:
            complain(task.place, error.message)
    rows = sum(task.stats.get("rows", 0) for task in report.tasks)
    print(f"Frictionless: {len(report.tasks)} files of {path.parent.name} with {rows} rows")


def main():
    folder = pathlib.Path(sys.argv[1])
    complaints = 0

    def complain(where, what):
        nonlocal complaints
        complaints += 1
        print(f"{where}: {what}")

    check_ftm(folder / "ftm/entities.ftm.jsonl", complain)
    check_bods(folder / "bods/statements.json", complain)
    check_package(folder / "json/datapackage.json", complain)
    check_package(folder / "csv/datapackage.json", complain)
    sys.exit(complaints > 0)


main()
