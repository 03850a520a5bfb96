//! Tables after RFC 4180: commas, quotation marks, lines that end in CR LF.

/// Writes a line.
pub(super) fn write_line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (n, cell) in cells.enumerate() {
        if n > 0 {
            out.push(',');
        }
        if cell.contains(['"', ',', '\r', '\n']) {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}

/// A line and its number in the file, from 1: a cell may itself have several lines.
pub(super) struct Line {
    pub(super) number: u32,
    pub(super) cells: Vec<String>,
}

/// Reads a table, or says in which line it is none.
pub(super) fn read(text: &str) -> Result<Vec<Line>, (u32, &'static str)> {
    let mut reader = Reader { rest: text.strip_prefix('\u{feff}').unwrap_or(text), number: 1 };
    let mut lines = Vec::new();
    while !reader.rest.is_empty() {
        let number = reader.number;
        let mut cells = Vec::new();
        loop {
            cells.push(reader.cell()?);
            if !reader.skip(",") {
                break;
            }
        }
        if !reader.rest.is_empty() && !reader.skip("\r\n") && !reader.skip("\n") {
            return Err((
                reader.number,
                "after a closing quotation mark, expected a comma or the end of the line",
            ));
        }
        reader.number = reader.number.saturating_add(1);
        // A spreadsheet may leave empty lines at the end.
        if cells.iter().any(|it| !it.is_empty()) {
            lines.push(Line { number, cells });
        }
    }
    Ok(lines)
}

struct Reader<'a> {
    rest: &'a str,
    number: u32,
}

impl Reader<'_> {
    fn skip(&mut self, what: &str) -> bool {
        match self.rest.strip_prefix(what) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn cell(&mut self) -> Result<String, (u32, &'static str)> {
        if !self.skip("\"") {
            let end = self.rest.find([',', '\n', '"']).unwrap_or(self.rest.len());
            let (cell, rest) = self.rest.split_at(end);
            if rest.starts_with('"') {
                return Err((
                    self.number,
                    "a quotation mark stands inside a cell that does not begin with one",
                ));
            }
            // The CR belongs to the end of the line.
            let cell = if rest.starts_with('\n') { cell.strip_suffix('\r').unwrap_or(cell) } else { cell };
            self.rest = rest;
            return Ok(cell.to_owned());
        }
        let start = self.number;
        let mut cell = String::new();
        loop {
            let Some((part, rest)) = self.rest.split_once('"') else {
                return Err((start, "a quotation mark opens a cell and nothing closes it"));
            };
            self.number = self.number.saturating_add(breaks(part));
            cell.push_str(part);
            self.rest = rest;
            if !self.skip("\"") {
                return Ok(cell);
            }
            cell.push('"');
        }
    }
}

fn breaks(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Vec<(u32, Vec<String>)> {
        read(text).map_err(|it| it.1).unwrap().into_iter().map(|it| (it.number, it.cells)).collect()
    }

    #[test]
    fn cells_of_several_lines_keep_their_numbers() {
        let cells = [["a", "b\r\nc"], ["d\"e", ""], ["f,g", "h"]];
        let mut text = String::new();
        for line in &cells {
            write_line(&mut text, line.iter().map(|it| (*it).to_owned()));
        }
        let found = table(&text);
        assert_eq!(found.iter().map(|it| it.0).collect::<Vec<_>>(), [1, 3, 4]);
        assert_eq!(found.into_iter().map(|it| it.1).collect::<Vec<_>>(), cells);
    }

    #[test]
    fn other_programs_write_other_line_ends() {
        assert_eq!(table("\u{feff}a,b\nc,\"d\"\n\n")[1], (2, vec!["c".to_owned(), "d".to_owned()]));
        for bad in ["a\"b", "\"a", "\"a\"b"] {
            assert_eq!(read(bad).err().unwrap().0, 1, "{bad}");
        }
    }
}
