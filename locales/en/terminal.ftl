progress-records = records
terminal-password-prompt = Password of the backup:
terminal-password-ignored = A password was given, but this evidence is not encrypted; it was not used.
terminal-opened = Opened { $kind } { $encrypted ->
    [yes] (encrypted)
   *[no] (not encrypted)
}: { $device }
terminal-device-unknown = a device that does not say what it is
terminal-packs = { $packs ->
    [one] { $packs } pack of indicators
   *[other] { $packs } packs of indicators
} ({ $indicators ->
    [one] { $indicators } indicator
   *[other] { $indicators } indicators
}), { $rules ->
    [one] { $rules } rule
   *[other] { $rules } rules
}
terminal-pack = { $name }: { $indicators } indicators, { $skipped } skipped
terminal-pack-skipped = skipped { $path }: { $why }
terminal-entry-skipped = not used: { $count } × { $why }
terminal-restricted = { $count } match as exact URL only: shorteners, shared hosting, public suffixes
terminal-several = There are several backups here:
terminal-choose = Which one? Type its number:
terminal-limits = What this check could not see:
terminal-incomplete = { $count ->
    [one] { $count } file could not be examined
   *[other] { $count } files could not be examined
} (named below): { $stores }
terminal-more = … and { $count } more
terminal-named-by = named by { $packs }
terminal-examined = Examined { $stores } stores, { $records } records.
terminal-absent = Not in this backup: { $stores }.
terminal-failed = Could not examine { $path }: { $why }
terminal-problems = { $count ->
    [one] { $count } value was damaged; the rest of its record was read.
   *[other] { $count } values were damaged; the rest of their records was read.
}
terminal-advice = Do not open any address shown here. Do not wipe or update the phone yet. Ask for help from another device. This check cannot rule spyware out; none can.
terminal-helpline = { $name }: { $page }
terminal-leftover = Beside the results lies { $path }: left by a run that was killed, unless another run is writing there now. It may hold readable data; delete it.
terminal-results = Results: { $path }
terminal-report = Report:  { $path }
terminal-plaintext-left = The evidence was encrypted. { $path } now holds readable parts of it: { $what }.
terminal-left-records = findings, report, timeline and records
terminal-left-no-records = findings, report and timeline
terminal-left-full-records = findings, report, timeline and records with message texts and names
terminal-took = Took { $seconds } s.
terminal-sample-done = Wrote a sample phone to { $path }. Everything on it is invented; its planted traces are listed in truth.json.
terminal-demo-building = Building a sample phone (everything on it is invented) …
terminal-demo-done = This was a sample. Now with a real backup: daylight check BACKUP -o results
terminal-decrypted = Wrote { $files ->
    [one] { $files } file
   *[other] { $files } files
} ({ $size }) to { $path }. They are a readable copy of a person's life: keep them on an encrypted disk.
terminal-decrypt-failed = Could not decrypt { $member }: { $why }
terminal-show-none = No loaded indicator names { $value }. That says nothing about whether it is safe.
terminal-show-one = { $type } { $value } — { $pack }
terminal-show-campaign = campaign: { $campaign }
terminal-show-reference = source: { $reference }
terminal-show-labels = labels: { $labels }
terminal-show-confidence = its publisher's confidence: { $confidence } of 100
terminal-show-revoked = withdrawn by its publisher: it no longer counts as a match
terminal-show-until = valid until { $until }: in later records it is background only
terminal-show-span = counts only in records from { $start } until before { $stop }
terminal-verify-unusable = { $count ->
    [one] { $count } pack cannot be used, or could not be looked at.
   *[other] { $count } packs cannot be used, or could not be looked at.
}
terminal-show-shortener = { $host } is a link shortener: where it leads is not known here, and it is never contacted.
terminal-recheck-no-records = These results hold no records (they were written with --no-records), so new indicators cannot be looked for in them.
