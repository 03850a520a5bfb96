# What `daylight register` says on the terminal.

register-imported = Imported { $dossier }, revision { $revision }: { $added } added, { $changed } changed, { $unchanged } as they were, { $retracted } retracted, { $tombstoned } taken down, { $restored } restored.
register-imported-nothing = The register already holds { $dossier }, revision { $revision }, in these bytes; nothing was changed.
register-left-out = { $count ->
    [one] { $count } thing is not in the export, because it was removed or not shown; it was not imported.
   *[other] { $count } things are not in the export, because they were removed or not shown; they were not imported.
}
register-refused = { $count ->
    [one] the dossier was refused; nothing was imported. { $count } reason:
   *[other] the dossier was refused; nothing was imported. { $count } reasons:
}
register-refused-help = mend every line named above and try again; docs/dossiers.md teaches how to write a dossier
register-quoted = { $capture }: { $anchors } passages, not verifiable here (its bytes are not at hand); { $quoted } characters of it are quoted.
register-quoted-share = { $capture }: { $verified } of { $anchors } passages re-match its bytes; { $quoted } of { $length } characters are quoted ({ $permille } %).
register-sound = { $rows ->
    [one] { $rows } row, and nothing speaks against it.
   *[other] { $rows } rows, and nothing speaks against them.
}
register-holds = { $dossier }: revision { $revision }
register-store-sound = Everything the register keeps is as it was written.
register-flaws = { $count ->
    [one] { $count } thing in the register is not as it should be, named above
   *[other] { $count } things in the register are not as they should be, named above
}
register-flaws-help = keep a copy of the register before anything else, and restore the newest backup beside it if its file is damaged
register-export-title = The register
register-exported = Wrote { $rows ->
    [one] { $rows } row
   *[other] { $rows } rows
} into { $files ->
    [one] { $files } file
   *[other] { $files } files
} in { $path }.
