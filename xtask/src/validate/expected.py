"""Says, for a generated backup, what `findings.json` must hold: reads its truth.json and the rows it names.

A message's direction decides whether a lure was received (targeting) or sent (exposure).
"""
import hashlib, json, os, sqlite3, sys

phone = sys.argv[1]


def query(domain, path, sql, row):
    name = hashlib.sha1(f"{domain}-{path}".encode()).hexdigest()
    database = sqlite3.connect(f"file:{os.path.join(phone, name[:2], name)}?immutable=1", uri=True)
    return database.execute(sql, (row,)).fetchone()


def message_kind(sent):
    return "exposure" if sent else "targeting"


expected = []
for trace in json.load(open(os.path.join(phone, "truth.json"))):
    artifact, value, where = trace["artifact"], trace["indicator"], trace["where"]
    row = int(where.split("=")[1]) if "=" in where else None
    table, level = where.split(".")[0] if row is not None else None, "match"
    if artifact == "sms":
        sql = "select is_from_me from message where ROWID = ?"
        kind = message_kind(query("HomeDomain", "Library/SMS/sms.db", sql, row)[0])
    elif artifact == "whatsapp":
        sql = "select ZISFROMME from ZWAMESSAGE where Z_PK = ?"
        group = "AppDomainGroup-group.net.whatsapp.WhatsApp.shared"
        kind = message_kind(query(group, "ChatStorage.sqlite", sql, row)[0])
    elif artifact == "datausage":
        kind, table = "infection", "ZPROCESS"
    elif trace["kind"] == "redirect":
        kind, level = None, "context"
    else:
        kind = "exposure"
    expected.append({"artifact": artifact, "value": value, "level": level, "kind": kind, "table": table, "row": row})
json.dump(expected, sys.stdout)
