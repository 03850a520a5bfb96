report-device-os = iOS { $os }
count-records = { $count ->
    [one] { $count } record
   *[other] { $count } records
}
