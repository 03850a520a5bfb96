# The words of report.html: layout, first screen, tables. What findings mean stands in findings.ftl and rules.ftl.

count-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
count-files = { $count ->
    [one] { $count } file
   *[other] { $count } files
}
count-events = { $count ->
    [one] { $count } event
   *[other] { $count } events
}
count-findings = { $count ->
    [one] { $count } finding
   *[other] { $count } findings
}
count-indicators = { $count ->
    [one] { $count } indicator
   *[other] { $count } indicators
}

report-title = Report on a phone check
report-skip = Skip to the findings
report-device-os = iOS { $os }
report-device-build = build { $build }
report-evidence-ios_backup = iPhone backup
report-evidence-encrypted = encrypted
report-evidence-plain = not encrypted
report-acquired = made on { $date }
report-acquired-unknown = date of the backup unknown

## The verdict. It says what was found in what could be examined, and never that a phone is free of spyware.

verdict-match-infection = Traces were found that researchers tie to spyware
verdict-match-infection-meaning = Something on this phone carries a name, a path or a setting that has been published as belonging to spyware. That is a strong sign, and a person should confirm it before anyone acts on it.
verdict-match-tampering = Traces were found that researchers tie to spyware
verdict-match-tampering-meaning = Something on this phone fits what has been published about spyware that hides its traces. A person should confirm it before anyone acts on it.
verdict-match-targeting = Someone may have tried to reach this phone with spyware
verdict-match-targeting-meaning = This phone received something that is tied to spyware. Receiving it does not mean that the phone was infected: many attempts fail. Some need no tap at all, so this report cannot tell whether this one succeeded. It does mean that it is worth asking for help.
verdict-match-exposure = This phone met an address that is on a published list of spyware
verdict-match-exposure-meaning = An address or account from such a list was visited, sent or kept on this phone. That can be part of an attack. It can just as well come from reading or talking about spyware. It is not a sign that spyware ran.
verdict-match-weakness = Something was found that makes spying on this phone easier
verdict-match-weakness-meaning = A published name stands among the settings of this phone. A person should look at it before anyone acts on it.
verdict-implausible = Something was found that an ordinary iPhone does not do
verdict-implausible-meaning = It is on no published list, yet a phone as Apple ships it does not behave like this. It may be a new kind of spyware, a damaged backup or something not yet understood. A specialist should look at it.
verdict-anomaly = Something was found that is worth a closer look
verdict-anomaly-meaning = None of it is on a published list. Each finding has innocent explanations, which stand beside it. Look through them with someone you trust, or with one of the helplines.
verdict-none_found = No known traces were found in what could be examined
verdict-none_found-meaning = Nothing above the level of background was found. Please read this together with what this check could not see. Spyware that nobody has described yet, or that left nothing in a backup, would not have been found.
verdict-incomplete = Parts of the backup could not be examined, so something may have been missed. They are named below.

report-limits = What this check could not see
report-limits-before = Please read this first: what this check could not see
report-cannot-exclude = No report of this kind can rule spyware out. This one cannot either.

report-now = Please, for now
report-now-links = Do not open any link or attachment named here, and do not visit any address in it.
report-now-wipe = Do not wipe, reset or update the phone yet. That can destroy the traces that explain what happened.
report-now-device = Ask for help from another device: not from this phone, and not from an account that is used on it.
report-now-calm = Take your time. Nothing in this report has to be decided alone or today.

report-help = Who can help
report-help-note = Write or call from another device. Their help costs nothing.

report-looked = What was looked at
report-looked-stores = { $stores ->
    [one] { $stores } store of the phone was read
   *[other] { $stores } stores of the phone were read
}, with { $records ->
    [one] { $records } record
   *[other] { $records } records
}.
report-looked-indicators = They were compared with { $count ->
    [one] { $count } published indicator
   *[other] { $count } published indicators
} from { $packs ->
    [one] { $packs } list
   *[other] { $packs } lists
}, and with { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
}.
report-looked-failed = { $count ->
    [one] { $count } file should have been read and could not be. Not examined, or not wholly: { $stores }.
   *[other] { $count } files should have been read and could not be. Not examined, or not wholly: { $stores }.
}
report-looked-absent = { $count ->
    [one] { $count } store that this program knows is not in this backup.
   *[other] { $count } stores that this program knows are not in this backup.
}
report-looked-more = All of it, in detail

## Findings

report-findings = What was found
report-findings-none = There is nothing to show here.
report-findings-read = Addresses are written with brackets and as “hxxp”, so that nobody opens them by accident.
report-group-more = { $count ->
    [one] { $count } more finding of this group stands in findings.json.
   *[other] { $count } more findings of this group stand in findings.json.
}
report-block-more = { $count ->
    [one] Show { $count } more place
   *[other] Show { $count } more places
}
report-group-background = What helps to read the rest
report-group-context = Background: by itself no sign of an attack. It helps an analyst to read the rest.
report-meaning = What it means
report-innocent = Innocent explanations
report-next = What to do
report-seen = Seen
report-where = Where
report-when = When
report-often = How often
report-often-times = { $count ->
    [one] once
   *[other] { $count } times
}
report-often-span = from { $first } to { $last }
report-undated = no time is recorded
report-device-local = in the phone's own time zone
report-listed = Listed as
report-campaign = tied to { $campaign }
report-pack = from the list “{ $pack }”
report-labels = labelled { $labels }
report-confidence = its publisher's confidence is { $confidence } of 100
report-indicator-revoked = withdrawn by its publisher
report-indicator-until = its publisher vouches for it until { $day }
report-indicator-span = counts for records from { $first } to { $last } only
report-indicator-cut = the system cut the process name: only the part it kept agrees with the published name
report-reference = published at
report-source = Where this is known from
report-around = What happened around it
report-around-note = Ten events before and after, at most five minutes away. Only time, store and kind are shown.
report-around-here = this finding
report-record = The record, for an analyst
report-record-more = { $count ->
    [one] { $count } more value stands in findings.json.
   *[other] { $count } more values stand in findings.json.
}
report-finding-id = Finding

report-column-time = Time (UTC)
report-column-store = Store
report-column-event = Event
report-column-name = Name
report-column-value = Value
report-column-files = Files
report-column-records = Records
report-column-path = Path
report-column-why = Why
report-column-count = Count
report-column-what = What
report-column-domain = Domain
report-column-indicators = Indicators
report-column-applicable = Applicable here
report-column-period = Period
report-column-events = Events
report-column-findings = Findings

## Timeline

report-timeline = Timeline at a glance
report-timeline-none = Nothing that was read carries a time.
report-timeline-describe = { $events ->
    [one] { $events } dated event
   *[other] { $events } dated events
} from { $first } to { $last }. The most in one period: { $most }, in { $peak }.
report-timeline-outside = { $count ->
    [one] { $count } event lies outside this span and is not drawn.
   *[other] { $count } events lie outside this span and are not drawn.
}
report-timeline-undated = { $count ->
    [one] { $count } entry carries no time.
   *[other] { $count } entries carry no time.
}
report-timeline-all = All events
report-timeline-table = The same as a table
report-timeline-files = Every event stands in timeline.csv and timeline.jsonl.

## Coverage, lists, custody

report-coverage = What was and was not examined
report-examined = Examined
report-examined-none = Nothing could be examined.
report-absent = Not in this backup
report-failed = Could not be examined
report-failed-none = Every file that should have been read could be read to its end.
report-problems = Defects in single entries
report-problems-note = The rest of these entries was read. They are no gap in the examination.
report-unread = Not read
report-packs = Lists that were used
report-packs-applicable = “Applicable” counts what this kind of evidence can answer at all.
report-rules = { $count ->
    [one] { $count } rule
   *[other] { $count } rules
}, SHA-256
report-custody = How to check this report
report-custody-note = This page was made from findings.json, whose SHA-256 is given here. Digests of every file that was read, and what names the phone, stand in custody.json alone.
report-program = Made by { $name } { $version }
report-glossary = What the words mean
report-levels = Levels
report-kinds = Kinds
report-page-end = This report is an unencrypted copy of parts of a person's life. Keep it as carefully as the phone.
