#!/usr/bin/env python3
"""Says of each line of stdin, a JSON text, whether the schema accepts it: yes or no.

manifest_schema.py SCHEMA [DEFINITION]   one of the schema's definitions instead of the whole
"""
import json
import sys

import jsonschema

with open(sys.argv[1], encoding="utf-8") as file:
    schema = json.load(file)
kind = jsonschema.Draft202012Validator
kind.check_schema(schema)
reference = "#" if len(sys.argv) < 3 else "#/$defs/" + sys.argv[2]
validator = kind({"$ref": reference}, resolver=jsonschema.RefResolver("", schema))
for line in sys.stdin:
    try:
        print("yes" if validator.is_valid(json.loads(line)) else "no")
    except ValueError:
        print("no")
